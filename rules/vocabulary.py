"""The vocabulary of a rule: which answers and facts it may ask about, by name."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import Final

from rules.problems import NotReadError, ValueProblem
from rules.values import LISTS, Kind, Subject

#: A file may hold thousands of names that are not known, and comparing two names takes some tens of
#: microseconds: so many are looked up, each among so many.
MAX_GUESSES: Final = 200
MAX_TRIED: Final = 100


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The subjects that rules may read.

    `answers` holds each question under `form.question`, and under `question` alone where only one
    form asks it; `shared` says which forms ask a question of the same id; `facts` the facts by
    name.

    In a draft, `unread` holds the names of what cannot be read, and `forms_lost` says that a form
    cannot be read at all: to ask about one of them is no mistake.
    """

    answers: Mapping[str, Subject] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Subject] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    forms_lost: bool = False
    #: How many more names are looked up among those that are known, by their likeness.
    _guesses: list[int] = field(
        default_factory=lambda: [MAX_GUESSES], init=False, repr=False, compare=False
    )

    def find(self, sort: str, name: str) -> Subject:
        """Find a subject. Raises `ValueProblem` that says what is near instead."""
        form, _, question = name.rpartition(".")
        if sort == "fact":
            if name in self.facts:
                return self.facts[name]
            if name in self.unread:
                raise NotReadError(f"`{name}` cannot be read")
            raise ValueProblem(f"there is no fact `{name}`" + self._near(name, self.facts))
        if name in self.shared:
            choices = " or ".join(f"`{form}.{name}`" for form in self.shared[name])
            raise ValueProblem(f"more than one form asks `{name}`: write {choices}")
        if name not in self.answers:
            if question in self.unread or form in self.unread or (self.forms_lost and not form):
                raise NotReadError(f"`{name}` cannot be read")
            raise ValueProblem(f"there is no question `{name}`" + self._near(name, self.answers))
        subject = self.answers[name]
        if sort == "count_of":
            return item_count(subject)
        if sort == "words_of":
            return word_count(subject)
        return subject

    def _near(self, name: str, known: Mapping[str, Subject]) -> str:
        """Return a question that proposes the known name that is most like `name`, if one is."""
        if not self._guesses[0]:
            return ""
        self._guesses[0] -= 1
        # Among many names, only those that start alike are compared.
        alike = known if len(known) <= MAX_TRIED else (n for n in known if n[:2] == name[:2])
        near = difflib.get_close_matches(name[:100], islice(alike, MAX_TRIED), n=1, cutoff=0.6)
        return f": did you mean `{near[0]}`?" if near else ""

    def with_facts(self, facts: Mapping[str, Subject]) -> "Vocabulary":
        """Return this vocabulary with more facts in it."""
        return replace(self, facts={**self.facts, **facts})


def of_forms(forms: Mapping[str, Iterable[Subject]]) -> Vocabulary:
    """Make the vocabulary of several forms: form id to the subjects of its questions."""
    askers: dict[str, list[str]] = {}
    answers: dict[str, Subject] = {}
    for form, asked in forms.items():
        for subject in asked:
            askers.setdefault(subject.name, []).append(form)
            answers[f"{form}.{subject.name}"] = subject
    for name, by in askers.items():
        if len(by) == 1:
            answers[name] = answers[f"{by[0]}.{name}"]
    shared = {name: tuple(by) for name, by in askers.items() if len(set(by)) > 1}
    return Vocabulary(answers, shared)


def item_count(subject: Subject) -> Subject:
    """Return the subject that counts the items of a list answer. Raises `ValueProblem`."""
    if subject.kind not in LISTS and subject.kind is not Kind.OPAQUE:
        raise ValueProblem(f"`{subject.name}` is not a list: `count_of` counts the items of one")
    return _count(subject, "count", "items")


def word_count(subject: Subject) -> Subject:
    """Return the subject that counts the words of a text answer. Raises `ValueProblem`."""
    if subject.kind is not Kind.TEXT:
        raise ValueProblem(f"`{subject.name}` is not text: `words_of` counts the words of one")
    return _count(subject, "words", "words")


def _count(subject: Subject, sort: str, things: str) -> Subject:
    return Subject(
        key=subject.key.replace("answer:", f"{sort}:", 1),
        name=subject.name,
        kind=Kind.NUMBER,
        label=f"number of {things} in {subject.label}",
        places=0,
        least=Decimal(0),
    )
