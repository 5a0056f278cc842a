"""Making frameworks: random ones in the old service's format, all of their text ours.

    made = make(folder, seed=7)      writes folder/frameworks/made-7

They use every type and key, in ways in which the format gives each a meaning; what it gives none is
in `sources/frameworks/quirks`, and what cannot be read in `test_bad_sources`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

import yaml

Question = dict[str, Any]
T = TypeVar("T")

TEXTS: Final = (
    "Which trees do you care for?",
    "How <em>deep</em> may a pond be, in metres &amp; centimetres?",
    "Do you prune [roses](https://www.gov.uk/roses) and <a href='/old/page'>hedges</a>?",
    "A sum: 2 * 3 _ 4 < 10, `code`, a|b, 100%",
    "What is 1. first, and # second?",
    "Say what you do\n\nIn two paragraphs, *with* emphasis",
    "{% if lot == 'alpha' %}Alpha paths{% elif lot %}Other paths{% else %}Any path{% endif %}",
    "Naïve café, 5 €",
)
LONG: Final = (
    "Plain advice.",
    "A list:\n\n- one\n- two with **force**\n\nand an end.",
    "## A heading\n\nWith [a link](https://www.gov.uk/x) and <b>bold</b> words.",
    "1. First\n2. Second\n\n> A quotation",
    "It says {{ nothing_known }} here.\n\nAnd goes on.",
    "In {{ lot|upper }} only{# not shown #}.",
    "Broken {{ template",
    "Line one<br/>line two",
)
LABELS: Final = (
    "Oak",
    "Ash & elm",
    "Birch  (silver)",
    "Yes",
    "No",
    "Café <small>",
    "A very long label " * 8 + "ends",
    3,
    12,
)
APPROACHES: Final = (
    "2answers-type1", "3answers-type1", "3answers-type2", "3answers-type3", "3answers-type4",
    "4answers-type1", "4answers-type2", "4answers-type3", "5answers-type1",
)  # fmt: skip
SIMPLE: Final = (
    "boolean", "checkboxes", "checkbox_tree", "date", "list", "number", "pricing", "radios", "text",
    "textbox_large", "upload", "email",
)  # fmt: skip
PARENTS: Final = ("boolean", "checkboxes", "radios")


@dataclass(frozen=True)
class Made:
    """A framework that was made: its name, its lots, and those in which there is a brief."""

    framework: str
    lots: tuple[str, ...]
    briefed: tuple[str, ...]


def make(folder: Path, seed: int) -> Made:
    """Write a random framework into `folder/frameworks`."""
    return _Maker(folder, seed).made()


@dataclass
class _Maker:
    folder: Path
    seed: int
    random: Random = field(init=False)
    names: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.home = self.folder / "frameworks" / f"made-{self.seed}"
        self.lots = tuple(
            self.random.sample(["alpha", "beta_2", "Gamma"], self.random.randint(0, 3))
        )

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def made(self) -> Made:
        if self.lots:
            options = [{"label": f"Lot of {lot}", "value": lot} for lot in self.lots]
            self._question("services", {"type": "radios", "options": options}, "lot")
        self._services()
        briefed: tuple[str, ...] = ()
        if self.chance(0.6):
            self._declaration()
        if self.chance(0.6):
            briefed = self._brief()
        if self.chance(0.5):
            self._write("messages/homepage.yml", {"heading": "Green {{ framework }}", "items": [1]})
        return Made(self.home.name, self.lots or ("all",), briefed)

    # --- files ----------------------------------------------------------------------------------

    def _write(self, name: str, data: Any) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".json":
            path.write_text(json.dumps(data), encoding="utf-8")
        else:
            text = yaml.safe_dump(data, allow_unicode=self.chance(0.5), sort_keys=False)
            path.write_text(text, encoding="utf-8")

    def _name(self) -> str:
        self.names += 1
        stem = self.pick(["tree", "pond", "pathWay", "SQ1-2", "API"])
        return f"{stem}{self.names}"

    def _question(self, kind: str, data: Question, name: str | None = None) -> str:
        name = name or self._name()
        self._write(f"questions/{kind}/{name}.yml", data)
        return name

    # --- questions ------------------------------------------------------------------------------

    def simple(self, kinds: Sequence[str] = SIMPLE, *, plain: bool = False) -> Question:
        """Make a question of one of some types, whose texts are all there is of it."""
        type_ = self.pick(kinds)
        data: Question = {"question": self.pick(TEXTS), "type": type_}
        if self.chance(0.5):
            data["name"] = f"Name {self.names}"
        if self.chance(0.3):
            data["hint"] = self.pick([*TEXTS, *LONG])
        if self.chance(0.3):
            data["question_advice"] = self.pick(LONG)
        if self.chance(0.2):
            data["empty_message"] = "Nothing here yet"
        if self.chance(0.2):
            data[self.pick(["hidden", "smaller"])] = True
        data |= getattr(self, f"_of_{type_}", dict)()
        validations = [{"name": "answer_required", "message": f"Answer number {self.names}"}]
        data.setdefault("validations", []).extend(validations if self.chance(0.7) else [])
        if self.chance(0.25):
            data["optional"] = self.chance(0.9)
        if not plain and type_ in {*PARENTS, "number"} and self.chance(0.15):
            data["assuranceApproach"] = self.pick(APPROACHES)
        return data

    def _of_boolean(self) -> Question:
        return {"required_value": self.chance(0.7)} if self.chance(0.2) else {}

    def _options(self) -> list[Any]:
        options: list[Question] = []
        for label in self.random.sample(LABELS, self.random.randint(2, 6)):
            option: Question = {"label": label}
            if self.chance(0.3):
                option["value"] = f"value_{len(options)}"
            if self.chance(0.2):
                option["description"] = self.pick(LONG)
            if self.chance(0.1):
                option["filter_label"] = "filter"
            options.append(option)
        return options

    def _of_radios(self) -> Question:
        return {"options": self._options()}

    def _of_checkboxes(self) -> Question:
        data: Question = {"options": self._options()}
        if self.chance(0.3):
            data["number_of_items"] = self.random.randint(1, 3)
            data["validations"] = [{"name": "max_items_limit", "message": "Too many by far"}]
        if self.chance(0.2):
            data["before_summary_value"] = ["A visit"]
        return data

    def _of_checkbox_tree(self) -> Question:
        leaves = [{"label": f"Leaf {n}"} for n in range(4)]
        options = [
            {
                "label": f"Branch {n}",
                "options": self.random.sample(leaves, self.random.randint(1, 4)),
            }
            for n in range(2)
        ]
        return {"options": [*options, {"label": "Alone", "value": "alone"}]}

    def _lengths(self) -> Question:
        words, characters = self.random.randint(1, 60), self.random.randint(5, 400)
        said: list[Any] = []
        data: Question = {}
        if self.chance(0.4):
            if self.chance(0.5):
                data["max_length_in_words"] = words
            said.append({"name": f"under_{words}_words", "message": f"{words} words or fewer"})
        if self.chance(0.4):
            message = f"It must be {characters + 1000:,} characters or fewer"
            said.append({"name": "under_character_limit", "message": message})
        return data | ({"validations": said} if said else {})

    _of_text = _of_textbox_large = _lengths

    def _of_list(self) -> Question:
        data = self._lengths()
        if self.chance(0.5):
            data["number_of_items"] = self.random.randint(1, 12)
        return data | ({"list_item_name": "item of it"} if self.chance(0.3) else {})

    def _of_number(self) -> Question:
        if self.chance(0.2):
            return {}
        least = self.pick([0, 1, 5, 0.5])
        limits: Question = {"min_value": least, "max_value": least + self.pick([1, 10, 95])}
        if self.chance(0.5):
            limits = {key: int(value) for key, value in limits.items()} | {"integer_only": True}
        unit = {"unit": "%", "unit_in_full": "percent", "unit_position": "after"}
        return {"limits": limits} | (unit if self.chance(0.3) else {})

    def _of_pricing(self) -> Question:
        stem = f"money{self.names}"
        fields = self.pick(
            [
                {"minimum_price": f"{stem}PriceMin", "maximum_price": f"{stem}PriceMax"},
                {"minimum_price": f"{stem}Low", "maximum_price": f"{stem}High"},
                {"maximum_price": f"{stem}Max"},
                {"minimum_price": f"{stem}Min"},
                {"price": f"{stem}Price"},
                {"hours_for_price": f"{stem}Hours", "minimum_price": f"{stem}Min"},
                {
                    "minimum_price": f"{stem}PriceMin", "maximum_price": f"{stem}PriceMax",
                    "price_unit": f"{stem}Unit", "price_interval": f"{stem}Interval",
                },
            ]
        )  # fmt: skip
        self.names += 1
        data: Question = {"fields": fields}
        if self.chance(0.3):
            data["optional_fields"] = [self.pick(list(fields))]
        if self.chance(0.2):
            data["decimal_place_restriction"] = True
        if self.chance(0.3):
            data["field_defaults"] = {"price_unit": "Person", "price_interval": "Day"}
        key = self.pick(list(fields.values()))
        data["validations"] = [
            {"name": "not_money_format", "field": key, "message": f"{key} must be a number"}
        ]
        return data

    def _depends(self, lots: Sequence[str] | None = None) -> Question:
        among = self.lots if lots is None else lots
        if not among or (lots is None and self.chance(0.6)):
            return {}
        being = self.random.sample(list(among), self.random.randint(1, len(among)))
        return {"depends": [{"on": "lot", "being": being}]}

    # --- groups ---------------------------------------------------------------------------------

    def group(self, kind: str, simple: Callable[[], Question], size: int = 4) -> list[str]:
        """Write questions, some of which follow others; give their names in any order."""
        names = [self._name() for _ in range(self.random.randint(1, size))]
        # The first is asked in every lot, so that no group asks nothing.
        made = [simple() | (self._depends() if n else {}) for n in range(len(names))]
        for i, parent in enumerate(made[:-1]):
            if parent["type"] not in PARENTS or "assuranceApproach" in parent or self.chance(0.3):
                continue
            # What a price that follows would mean to a schema is not known.
            later = zip(names[i + 1 :], made[i + 1 :], strict=True)
            after = [name for name, data in later if data["type"] != "pricing"]
            children = self.random.sample(after, self.random.randint(0, len(after)))
            if children:
                parent["followup"] = {child: self._opening(parent) for child in children}
        for name, data in zip(names, made, strict=True):
            self._question(kind, data, name)
        self.random.shuffle(names)
        return names

    def _opening(self, parent: Question) -> list[Any]:
        if parent["type"] == "boolean":
            return self.pick([[True], [False], [True, False]])
        answers = [each.get("value", each["label"]) for each in parent["options"]]
        chosen = self.random.sample(answers, self.random.randint(1, len(answers)))
        return self.pick([chosen, [*chosen, "no option"], chosen, [True]])

    def _services(self) -> None:
        sections = []
        for n in range(self.random.randint(1, 4)):
            names = []
            for _ in range(self.random.randint(1, 3)):
                if self.chance(0.35):
                    inside = self.group("services", self.simple)
                    data: Question = {"question": self.pick(TEXTS), "type": "multiquestion"}
                    data |= {"questions": inside} | self._depends()
                    data |= {"optional": True} if self.chance(0.3) else {}
                    data |= {"hint": self.pick(TEXTS)} if self.chance(0.3) else {}
                    names.append(self._question("services", data))
                else:
                    names += self._ways("services")
            sections.append(self._section(n, names))
        if self.chance(0.4):
            sections.append(self._section(9, self._roles()))
        self._write("manifests/edit_submission.yml", sections)

    def _ways(self, kind: str) -> list[str]:
        """Write a question: in one way, or in several that have one id, in lots apart or not."""
        name = self._question(kind, self.simple() | self._depends())
        if len(self.lots) < 2 or self.chance(0.7):
            return [name]
        first, *rest = self.random.sample(self.lots, len(self.lots))
        one = self.simple() | {"id": name} | self._depends([first])
        others = rest if self.chance(0.8) else [first, *rest]
        two = self.simple() | {"id": name} | self._depends(others)
        made = [each for each in (one, two) if each["type"] != "pricing"]
        return [self._question(kind, each, f"{name}Way{n}") for n, each in enumerate(made)]

    def _roles(self) -> list[str]:
        """Write groups of which one at least is answered."""
        names = []
        for _ in range(self.random.randint(1, 3)):
            kinds = [each for each in SIMPLE if each != "upload"]
            inside = [
                self._question("services", self.simple(kinds, plain=True) | {"optional": False})
                for _ in range(self.random.randint(1, 3))
            ]
            data: Question = {
                "question": f"Role {self.names}",
                "type": "multiquestion",
                "any_of": "role",
            }
            data |= {"optional": True} if self.chance(0.8) else {}
            names.append(self._question("services", data | {"questions": inside} | self._depends()))
        return names

    def _section(self, n: int, names: list[str]) -> Question:
        section: Question = {"name": f"Section {n} of {{{{ lot }}}}", "questions": names}
        if self.chance(0.5):
            section["edit_questions"] = self.chance(0.7)
        for key in ("description", "summary_page_description"):
            if self.chance(0.3):
                section[key] = self.pick(LONG)
        if self.chance(0.3):
            section |= {"editable": True, "step": 2, "prefill": False}
        return section

    # --- declarations and briefs ----------------------------------------------------------------

    def _declaration(self) -> None:
        def assessed() -> Question:
            data = self.simple(("boolean", "radios", "text", "checkboxes"), plain=True)
            data.pop("required_value", None)
            if data["type"] in {"boolean", "radios"} and self.chance(0.8):
                answers = [True, False]
                if data["type"] == "radios":
                    answers = [each.get("value", each["label"]) for each in data["options"]]
                rule: Question = {
                    "passIfIn": self.random.sample(answers, self.random.randint(1, 2))
                }
                rule |= {"discretionary": self.chance(0.5)} if self.chance(0.7) else {}
                rule |= {"required": self.chance(0.5)} if self.chance(0.4) else {}
                data["assessment"] = rule
            data["question"] = self.pick(
                [data["question"], f"As in [[tree{self.names}]], so here?"]
            )
            return data

        names = [
            self._question("declaration", assessed()) for _ in range(self.random.randint(1, 6))
        ]
        if self.chance(0.5):
            inside = [self._question("declaration", assessed()) for _ in range(2)]
            data = {"question": "", "name": "A group", "type": "multiquestion", "questions": inside}
            names.append(self._question("declaration", data))
        half = len(names) // 2
        self._write(
            "manifests/declaration.yml",
            [self._section(n, part) for n, part in enumerate((names[:half], names[half:])) if part],
        )

    def _brief(self) -> tuple[str, ...]:
        lists = [self._question("briefs", self.simple(("list",))) for _ in range(2)]
        top = [*lists, *self._ways("briefs")]
        inside = self.group("briefs", self.simple)
        group: Question = {"question": "A group", "type": "multiquestion", "questions": inside}
        sections = [self._section(0, [*top, self._question("briefs", group)])]
        self._write("manifests/edit_brief.yml", sections)
        kinds = [each for each in SIMPLE if each != "upload"]
        rows = []
        for key in (*lists, "unheardOf"):
            columns = self.group("brief-responses", lambda: self.simple(kinds), size=3)
            data = {"question": "Rows", "type": "dynamic_list", "dynamic_field": f"brief.{key}"}
            rows.append(self._question("brief-responses", data | {"questions": columns}))
        ticks = {"question": "Ticks", "type": "boolean_list", "optional": True}
        quoting = self.simple(("text",)) | {"question_advice": f"It is {{{{ brief.{lists[0]} }}}}."}
        rows += [self._question("brief-responses", each) for each in (ticks, quoting)]
        self._write("manifests/edit_brief_response.yml", [self._section(0, rows)])
        award = self._question("briefs", self.simple(("pricing", "date")))
        self._write("manifests/award_brief.yml", [self._section(0, [award])])
        return self._briefed(top)

    def _briefed(self, names: Sequence[str]) -> tuple[str, ...]:
        """Give the lots in which there is a brief: those of its questions, or all."""
        limits = []
        for name in names:
            text = (self.home / "questions/briefs" / f"{name}.yml").read_text(encoding="utf-8")
            depends = yaml.safe_load(text).get("depends")
            limits += [set(depends[0]["being"])] if depends else []
        every = self.lots or ("all",)
        return (
            tuple(lot for lot in every if any(lot in each for each in limits)) if limits else every
        )
