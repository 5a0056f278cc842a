"""Places: the file and line of each part of a definition that a check tells about."""

from typing import Any

from agreements.definition.framework import Framework
from forms.linked.linked_form import LinkedForm
from rules.problems import DefinitionError
from rules.yaml.files import MAX_YAML_BYTES, decoded
from rules.yaml.reading import Document, parse_yaml


class Places:
    """Gives the places of parts of a definition, from its files."""

    def __init__(self, framework: Framework) -> None:
        self._files = framework.files
        self._read: dict[str, Document] = {}

    def at(self, name: str, *path: str | int) -> str:
        """Return the place of a part of a file, or of as much of the way to it as there is."""
        if name not in self._read:
            try:
                text = decoded(self._files.read(name, MAX_YAML_BYTES), name)
                self._read[name] = parse_yaml(text, name)
            except DefinitionError:  # the file has changed since the definition was loaded
                self._read[name] = Document(name, None, {})
        return self._read[name].where(path)

    def framework(self, *path: str | int) -> str:
        """Return the place of a part of `framework.yaml`."""
        return self.at("framework.yaml", *path)


def question_place(form: LinkedForm, question_id: str | None) -> str:
    """Return the place of a question, or of the form where none is named."""
    if question_id is None:
        return next(iter(form.gates.values())).where.partition(":")[0] + ":1"
    for at, gate in form.gates.items():
        part: Any = form.form
        for key in at:
            part = part[key] if isinstance(key, int) else getattr(part, str(key))
        if getattr(part, "type", None) and getattr(part, "id", None) == question_id:
            return gate.where
    raise KeyError(question_id)
