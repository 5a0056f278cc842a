"""What the importer writes: a file of a definition, or a part of one, before it becomes YAML."""

from typing import Any

Data = dict[str, Any]
