"""Starting a definition: a new folder, from a template or from scratch."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from agreements.loading import load
from rules.problems import InputError, Problem
from rules.yaml.reading import read_yaml
from rules.yaml.rewriting import rewritten
from runtime.output_files import new_folder

#: What a template hands on. Its cases and samples speak of the old framework's own figures, but
#: they are where a new owner starts to think, so they come too.
_PARTS: Final = ("forms", "rulesets", "agreement", "cases", "competitions", "contracts")


def start(folder: Path, template: Path | None) -> list[str]:
    """Make a folder with a definition in it; return what its owner must look at first.

    Raises `InputError` where the folder cannot be made, `DefinitionError` for a bad template.
    """
    name = _id_of(folder)
    if template is not None:
        load(template)  # a template with problems would only hand them on
    with new_folder(folder) as made:
        if template is None:
            with as_file(files("runtime") / "starter") as starter:
                _copy(starter, made)
        else:
            _copy(template, made)
        previous = _rename(made, name, keep_previous=template is not None)
    todo = [
        "framework.yaml: name, owner, start date, term, value and who may buy",
        "rulesets/: weightings, minimum scores, feedback and permissions",
        "cases/: the results you expect; add the borderline cases that matter to you",
    ]
    if previous is not None:
        todo.insert(0, f"every text: this is a copy of `{previous}`")
    return todo


def _id_of(folder: Path) -> str:
    name = folder.resolve().name
    allowed = name.replace("-", "").isalnum() and name.isascii() and name == name.lower()
    if not allowed or name.startswith("-") or name.endswith("-") or "--" in name:
        says = "must be lower case words joined by hyphens, because it becomes the framework's id"
        raise InputError([Problem(str(folder), says)])
    return name


def _copy(source: Path, folder: Path) -> None:
    shutil.copyfile(source / "framework.yaml", folder / "framework.yaml")
    for part in _PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, folder / part)


def _rename(folder: Path, name: str, *, keep_previous: bool) -> str | None:
    """Set the id of the definition, and note the framework that it was copied from."""
    path = folder / "framework.yaml"
    data = dict(read_yaml(path, "framework.yaml").data)
    previous = data["framework"] if keep_previous and data["framework"] != name else None
    data["framework"] = name
    if previous is not None:
        data["previous"] = previous
    path.write_text(rewritten(path.read_text(encoding="utf-8"), data), encoding="utf-8")
    return previous
