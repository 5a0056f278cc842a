"""Reading: the files of a definition become models, with the place of everything kept.

    files = DefinitionReader(Path("examples/digital-outcomes"))
    terms, forms = files.terms(), files.forms()

Problems are gathered in `problems`. Whatever can be read is read: a part that cannot is left out,
and its names are kept in `unread`, so that what refers to it is not reported as a mistake too.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from agreements.definition.files import files_of
from agreements.definition.rulesets import EvaluationRuleset, FeedbackRuleset, Ruleset
from agreements.definition.terms import Terms
from forms.model.form import Form, read_form_parts
from rules.owner_words import unmarked
from rules.policies.permissions import ContractPermissions
from rules.problems import DefinitionError, Problems
from rules.yaml.files import MAX_YAML_BYTES, decoded
from rules.yaml.models import PartlyRead, parts_of
from rules.yaml.reading import Document, parse_yaml_parts

M = TypeVar("M", bound=BaseModel)

#: How many files a definition may have in all.
MAX_FILES: Final = 5_000

_RULESETS: Final[Mapping[str, type[Ruleset | ContractPermissions]]] = {
    "evaluation": EvaluationRuleset,
    "feedback": FeedbackRuleset,
    "permissions": ContractPermissions,
}

#: What stands in for terms that are missing from a draft, or cannot be read.
_UNKNOWN: Final = "Not known yet"
_STAND_INS: Final[Mapping[str, Any]] = {
    "framework": "unnamed",
    "name": "Unnamed framework",
    "owner": {"name": _UNKNOWN},
    "starts": "2000-01-01",
    "term": {"months": 1},
    "lots": [{"id": "unnamed", "title": _UNKNOWN}],
    "routes": ["further-competition"],
    "buyers": {"who": _UNKNOWN},
}


class DefinitionReader:
    """Reads the files of a definition, in a folder or in memory.

    documents   every YAML file that was read, by name
    models      what those files say, by name, where all of a file can be read
    texts       clauses and CSV tables, by name
    unread      the ids of the parts that cannot be read
    unreadable  the files that cannot be read at all, so that nobody knows what they hold
    whole       whether all of framework.yaml and of the rulesets can be read

    Raises `DefinitionError` where there is no such folder, or no framework.yaml in it.
    """

    def __init__(self, source: Path | Mapping[str, str | bytes]) -> None:
        self.files = files_of(source)
        self.problems = Problems()
        self.documents: dict[str, Document] = {}
        self.models: dict[str, BaseModel] = {}
        self.texts: dict[str, str] = {}
        self.unread: set[str] = set()
        self.unreadable: set[str] = set()
        self.whole = True

    def terms(self) -> Terms:
        """Read `framework.yaml`; what is missing or cannot be read is stood in for."""
        document = self._read("framework.yaml")
        terms = None
        if document is not None:
            terms = self._kept(
                document, parts_of(document, Terms, unmarked(document.data), _STAND_INS)
            )
        return Terms.model_validate(_STAND_INS) if terms is None else terms

    def where(self, name: str, *at: str | int) -> str:
        """Return the place of a part of a file; of the file alone where it cannot be read."""
        return self.documents[name].where(at) if name in self.documents else name

    def forms(self) -> dict[str, Form]:
        """Read the forms, by id."""
        forms: dict[str, Form] = {}
        for name in self._names("forms", ".yaml"):
            document = self._read(name)
            form = None if document is None else self._kept(document, read_form_parts(document))
            if document is None or form is None:
                self.unread.add(PurePosixPath(name).stem)
                continue
            if form.id in forms:
                self.problems.add(document.where(), f"two forms are called `{form.id}`")
            forms[form.id] = form
        return forms

    def rulesets(self) -> Iterator[tuple[Document, Ruleset | ContractPermissions]]:
        """Read the rulesets, each with its file."""
        seen: dict[str, str] = {}
        for name in self._names("rulesets", ".yaml"):
            document = self._read(name)
            if document is None:
                continue
            says = document.data.get("ruleset") if isinstance(document.data, dict) else None
            if isinstance(says, str):
                if says in seen:
                    where = document.where(("ruleset",))
                    self.problems.add(where, f"`{says}` is also the ruleset of {seen[says]}")
                seen[says] = name
            model: type[Ruleset | ContractPermissions] = _RULESETS.get(str(says), Ruleset)
            stand_ins = {"ruleset": PurePosixPath(name).stem}
            ruleset = self._kept(
                document, parts_of(document, model, unmarked(document.data), stand_ins)
            )
            if ruleset is not None:
                yield document, ruleset

    def read_agreement_texts(self) -> None:
        """Read the clauses into `texts`."""
        for name in self._names("agreement", ".md"):
            with self.problems.gathered():
                self.text(name)

    def text(self, name: str) -> str:
        """Return the text of a file, and keep it in `texts`. Raises `DefinitionError`."""
        if name not in self.texts:
            self.texts[name] = decoded(self.files.read(name, MAX_YAML_BYTES), name)
        return self.texts[name]

    def _names(self, part: str, suffix: str) -> Iterator[str]:
        found = list(self.files.names(part, self.problems))
        if len(found) > MAX_FILES:
            self.problems.add(part, f"has {len(found)} files: at most {MAX_FILES}")
            return
        for name in found:
            its = PurePosixPath(name).suffix
            if its == suffix:
                yield name
            elif its in {".yml", ".json"} and suffix == ".yaml":
                self.problems.add(name, "is not read: definition files must end in .yaml")

    def _read(self, name: str) -> Document | None:
        try:
            text = decoded(self.files.read(name, MAX_YAML_BYTES), name)
            document, problems = parse_yaml_parts(text, name)
        except DefinitionError as error:
            document, problems = None, error.problems
        self.problems.extend(problems)
        if document is None:
            self.unreadable.add(name)
        else:
            self.documents[name] = document
        if problems and not name.startswith("forms/"):
            self.whole = False
        return document

    def _kept(self, document: Document, read: PartlyRead[M]) -> M | None:
        """Return what could be read; keep the problems, and the ids of what could not."""
        told = {problem.where for problem in self.problems.found}
        self.problems.extend(each for each in read.problems if each.where not in told)
        if read.problems and not document.name.startswith("forms/"):
            self.whole = False
        if read.model is not None and not read.problems:
            self.models[document.name] = read.model
        if read.model is None:
            self.unread |= _ids_in(document.data)
        for at in read.left_out:
            part = document.data
            for key in at:
                part = part[key]
            self.unread |= _ids_in(part) | {key for key in at[-1:] if isinstance(key, str)}
        return read.model


def _ids_in(part: Any) -> set[str]:  # noqa: ANN401 - YAML data
    """Return every id that a part gives, itself or inside it."""
    if isinstance(part, dict):
        own = {part["id"]} if isinstance(part.get("id"), str) else set()
        return own.union(*(_ids_in(each) for each in part.values()))
    if isinstance(part, list):
        return set().union(*(_ids_in(each) for each in part))
    return set()
