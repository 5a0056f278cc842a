"""Reading: the files of a definition become models, with the place of everything kept.

    folder = DefinitionFolder(Path("examples/digital-outcomes"))
    terms, forms = folder.terms(), folder.forms()

Problems are gathered in `problems`; whatever can be read is read.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from agreements.definition.rulesets import EvaluationRuleset, FeedbackRuleset, Ruleset
from agreements.definition.terms import Terms
from forms.model.form import Form, read_form
from rules.policies.permissions import ContractPermissions
from rules.problems import DefinitionError, Problem, Problems
from rules.yaml.files import MAX_YAML_BYTES, decoded, read_bytes
from rules.yaml.models import model_of
from rules.yaml.reading import Document, read_yaml

M = TypeVar("M", bound=BaseModel)

#: How many files a definition may have in all.
MAX_FILES: Final = 5_000

_RULESETS: Final[Mapping[str, type[Ruleset | ContractPermissions]]] = {
    "evaluation": EvaluationRuleset,
    "feedback": FeedbackRuleset,
    "permissions": ContractPermissions,
}


class DefinitionFolder:
    """The folder of a definition.

    documents   every YAML file that was read, by name
    texts       clauses and CSV tables, by name

    Raises `DefinitionError` where there is no such folder, or no framework.yaml in it.
    """

    def __init__(self, path: Path) -> None:
        if path.is_file():
            says = f"is a file: give the folder that it is in, `{path.parent}`"
            raise DefinitionError([Problem(str(path), says)])
        if not path.is_dir():
            raise DefinitionError([Problem(str(path), "there is no such folder")])
        if not (path / "framework.yaml").is_file():
            says = "has no framework.yaml, so it is not the folder of a framework"
            raise DefinitionError([Problem(str(path), says)])
        self.path = path
        self.problems = Problems()
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}

    def terms(self) -> Terms | None:
        """Read `framework.yaml`; None where it cannot be read."""
        document = self._read(self.path / "framework.yaml", "framework.yaml")
        return None if document is None else self._model(document, Terms)

    def forms(self) -> dict[str, Form]:
        """Read the forms, by id."""
        forms: dict[str, Form] = {}
        for path, name in self._files("forms", ".yaml"):
            document = self._read(path, name)
            if document is None:
                continue
            with self.problems.gathered():
                form = read_form(document)
                if form.id in forms:
                    self.problems.add(document.where(), f"two forms are called `{form.id}`")
                forms[form.id] = form
        return forms

    def rulesets(self) -> Iterator[tuple[Document, Ruleset | ContractPermissions]]:
        """Read the rulesets, each with its file."""
        seen: dict[str, str] = {}
        for path, name in self._files("rulesets", ".yaml"):
            document = self._read(path, name)
            if document is None:
                continue
            says = document.data.get("ruleset") if isinstance(document.data, dict) else None
            if isinstance(says, str):
                if says in seen:
                    where = document.where(("ruleset",))
                    self.problems.add(where, f"`{says}` is also the ruleset of {seen[says]}")
                seen[says] = name
            model: type[Ruleset | ContractPermissions] = _RULESETS.get(str(says), Ruleset)
            ruleset: Ruleset | ContractPermissions | None = self._model(document, model)
            if ruleset is not None:
                yield document, ruleset

    def read_agreement_texts(self) -> None:
        """Read the clauses into `texts`."""
        for path, name in self._files("agreement", ".md"):
            with self.problems.gathered():
                self.texts[name] = decoded(read_bytes(path, name, MAX_YAML_BYTES), name)

    def _files(self, part: str, suffix: str) -> Iterator[tuple[Path, str]]:
        top = self.path / part
        if top.exists() and not top.is_dir():
            self.problems.add(part, "must be a folder")
        found = sorted(top.rglob("*")) if top.is_dir() else []
        for path in (top, *found):
            name = path.relative_to(self.path).as_posix()
            # What lies in a folder that cannot be listed would silently be left out.
            if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
                self.problems.add(name, "is a folder that cannot be read")
            if path.suffix == suffix and not path.is_file():
                self.problems.add(name, "is not a file that can be read")
        found = [path for path in found if path.is_file()]
        if len(found) > MAX_FILES:
            self.problems.add(part, f"has {len(found)} files: at most {MAX_FILES}")
            return
        for path in found:
            name = path.relative_to(self.path).as_posix()
            if path.suffix == suffix:
                yield path, name
            elif path.suffix in {".yml", ".json"} and suffix == ".yaml":
                self.problems.add(name, "is not read: definition files must end in .yaml")

    def _read(self, path: Path, name: str) -> Document | None:
        with self.problems.gathered():
            self.documents[name] = read_yaml(path, name)
        return self.documents.get(name)

    def _model(self, document: Document, model: type[M]) -> M | None:
        try:
            return model_of(document, model)
        except DefinitionError as error:
            self.problems.found.extend(error.problems)
            return None
