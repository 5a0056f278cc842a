"""Constructs that a source may have and few have: what each becomes, and that it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import check_answers
from engine.admission import assess, read_application
from forms.answers.answers import read_answers
from rules.problems import InputError
from runtime.importers.digital_marketplace.identifiers import kebab
from runtime.importers.digital_marketplace.importing import import_framework
from runtime.importers.digital_marketplace.questions.answers import converted_for
from runtime.importers.digital_marketplace.report import ImportReport, Sort
from tests.runtime.importers.digital_marketplace.comparing import FORMS, Ours
from tests.runtime.importers.digital_marketplace.improvements import RARE
from tests.runtime.importers.digital_marketplace.making_schemas import answers_schema
from tests.runtime.importers.digital_marketplace.oracle import Oracle

Data = dict[str, Any]
NAME: Final = "rare"


@dataclass(frozen=True)
class Imported:
    """A framework that was imported, with its source and its report."""

    source: Path
    report: ImportReport
    framework: Framework

    def accepts(self, answers: Data, kind: str = "services", lot: str = "all") -> tuple[bool, bool]:
        """Say whether the old service accepted answers, and whether we do."""
        schema = answers_schema(self.source, kind, self.framework.terms.framework, lot)
        ours = Ours(self.framework, FORMS.get(kind, "declaration"), kebab(lot))
        return Oracle(schema).accepts(answers), ours.read(answers).good

    def says(self, sort: Sort, about: str) -> list[str]:
        """Give what the report says of a file."""
        return [each.says for each in self.report.of(sort) if about in str(each.place)]

    def asks(self, form: str, lot: str = "all") -> list[str]:
        return [*self.framework.forms[form].in_lot(lot).steps]


@dataclass(frozen=True)
class Importing:
    """Imports what is written into a folder of its own."""

    folder: Path

    def __call__(
        self, questions: Mapping[str, Data], name: str = NAME, **manifests: list[Data]
    ) -> Imported:
        """Import questions, by set and file, and manifests; without any, one with all questions."""
        manifests = manifests or {"edit_submission": [section(*_standing(questions))]}
        home = self.folder / "frameworks" / name
        files: dict[str, Any] = {f"manifests/{n}.yml": each for n, each in manifests.items()}
        files |= {f"questions/{n}.yml": each for n, each in questions.items()}
        for file, data in files.items():
            path = home / file
            path.parent.mkdir(parents=True, exist_ok=True)
            text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
            path.write_text(text, encoding="utf-8")
        report = import_framework(self.folder, name, self.folder / "out")
        return Imported(self.folder, report, load(self.folder / "out"))


def _standing(questions: Mapping[str, Data]) -> list[str]:
    """Give the names of the questions that are in no group."""
    inside = {name for each in questions.values() for name in each.get("questions", ())}
    names = [name.rpartition("/")[2] for name in questions]
    return [name for name in names if name not in inside]


def section(*names: str, **more: Any) -> Data:
    return {"name": "S", "questions": list(names), **more}


def question(type_: str = "text", **more: Any) -> Data:
    return {"question": "What is it?", "type": type_, **more}


def group(*names: str, **more: Any) -> Data:
    return question("multiquestion", questions=list(names), **more)


def in_lots(*lots: str) -> list[Data]:
    return [{"on": "lot", "being": list(lots)}]


@pytest.fixture
def importing(tmp_path: Path) -> Importing:
    return Importing(tmp_path)


# --- prices, rows and ids -------------------------------------------------------------------------


def test_how_a_price_is_assured_is_told(importing: Importing) -> None:
    price = question("pricing", fields={"price": "aPrice"}, assuranceApproach="2answers-type1")
    made = importing({"services/a": price})
    assert made.asks("service") == ["a-price"]
    assert made.says(Sort.LEFT_OUT, "a.yml:assuranceApproach")


def test_of_two_parts_of_a_price_with_one_key_the_later_counts(importing: Importing) -> None:
    price = question("pricing", fields={"minimum_price": "k", "price_unit": "k"})
    made = importing({"services/a": price})
    assert made.accepts({"k": "Person"}) == (True, True)
    assert made.says(Sort.LEFT_OUT, "a.yml:fields.minimum_price")


def test_a_row_names_a_column_once_and_of_two_of_one_id_the_later_counts(
    importing: Importing,
) -> None:
    made = importing(
        {
            "briefs/needs": question("list"),
            "brief-responses/rows": question(
                "dynamic_list", questions=["a", "a", "b", "c"], dynamic_field="brief.needs"
            ),
            "brief-responses/a": question(),
            "brief-responses/b": question(id="d"),
            "brief-responses/c": question("boolean", id="d"),
        },
        edit_brief=[section("needs")],
        edit_brief_response=[section("rows")],
    )
    rows: Any = made.framework.forms["bid"].steps["rows"].question
    assert [(each.id, each.type) for each in rows.columns] == [("a", "short-text"), ("d", "yes-no")]
    assert made.says(Sort.DIFFERS, "b.yml") == ["`c` asks for `d` too, and is asked instead"]
    assert made.says(Sort.DIFFERS, "rows.yml:questions[1]")
    answers = {"rows": [{"a": "x", "d": True}]}
    assert made.accepts(answers, "brief-responses") == (True, True)


def test_of_two_groups_of_one_id_the_later_counts(importing: Importing) -> None:
    made = importing(
        {
            "services/one": group("a", id="both"),
            "services/two": group("b", id="both"),
            "services/a": question(),
            "services/b": question(),
        }
    )
    assert made.asks("service") == ["b"]
    assert made.accepts({"b": "x"}) == (True, True)
    assert made.says(Sort.DIFFERS, "one.yml")


def test_what_the_service_knows_is_asked_inside_a_group(importing: Importing) -> None:
    made = importing({"services/g": group("lotName"), "services/lotName": question()})
    assert made.accepts({"lotName": "x"}) == (True, True)


# --- groups of which one has to be answered -------------------------------------------------------


def test_a_whole_group_is_answered_also_what_could_be_left_out(importing: Importing) -> None:
    made = importing(
        {
            "services/g": group("a", "b", any_of="role"),
            "services/h": group("c", any_of="role", optional=True),
            "services/a": question(),
            "services/b": question(optional=True),
            "services/c": question(),
        }
    )
    assert made.accepts({"a": "x"}) == (False, False)
    assert made.accepts({"a": "x", "b": "y"}) == (True, True)


def test_more_groups_than_a_check_can_name_are_told(importing: Importing) -> None:
    groups = {f"services/g{n}": group(f"a{n}", any_of="r", optional=True) for n in range(201)}
    made = importing(groups | {f"services/a{n}": question() for n in range(201)})
    assert made.says(Sort.LEFT_OUT, "edit_submission.yml") == [
        "a check between 201 questions: a form's has at most 200"
    ]


# --- lots -----------------------------------------------------------------------------------------


def test_a_brief_is_for_the_lots_that_its_questions_name(importing: Importing) -> None:
    made = importing(
        {
            "services/a": question(depends=in_lots("rooms", "people")),
            "briefs/title": question(),
            "briefs/role": question(depends=in_lots("people")),
        },
        edit_submission=[section("a")],
        edit_brief=[section("title", "role")],
    )
    assert made.asks("brief", "people") == ["title", "role"]
    assert made.asks("brief", "rooms") == []
    said = [each.says for each in made.report.of(Sort.FILL_IN)]
    assert "the lots in which buyers write a brief: those that its questions name, people" in said


def test_there_are_bids_where_there_is_no_brief(importing: Importing) -> None:
    made = importing(
        {"services/a": question(), "brief-responses/b": question(), "briefs/c": question()},
        edit_submission=[section("a")],
        edit_brief_response=[section("b")],
        award_brief=[section("c")],
    )
    assert {"bid", "award"} <= made.framework.forms.keys()


def test_what_depends_on_anything_but_the_lot_was_never_shown(importing: Importing) -> None:
    depends = [{"on": "phase", "being": ["live"]}]
    made = importing({"services/a": question(), "services/b": question(depends=depends)})
    assert made.asks("service") == ["a"]
    [says] = made.says(Sort.LEFT_OUT, "b.yml:depends")
    assert says == "depends on `phase`, so it was never shown"


def test_a_description_may_be_another_in_each_lot(importing: Importing) -> None:
    texts = {"rooms": "For rooms.", "default": "For all others."}
    made = importing(
        {"services/a": question(depends=in_lots("rooms", "people"))},
        edit_submission=[section("a", description=texts)],
    )
    for lot, text in (("rooms", "For rooms."), ("people", "For all others.")):
        [page] = made.framework.forms["service"].in_lot(lot).pages
        assert page.page.guidance == text


def test_one_lot_may_be_named_without_a_list(importing: Importing) -> None:
    made = importing({"services/a": question(depends=[{"on": "lot", "being": "rooms"}])})
    assert made.asks("service", "rooms") == ["a"]


# --- limits ---------------------------------------------------------------------------------------


def test_a_list_of_truths_by_itself_has_ten_at_most(importing: Importing) -> None:
    made = importing(
        {"briefs/a": question(), "brief-responses/met": question("boolean_list")},
        edit_brief=[section("a")],
        edit_brief_response=[section("met")],
    )
    for count, good in ((10, True), (11, False)):
        assert made.accepts({"met": [True] * count}, "brief-responses") == (good, good)


@pytest.mark.parametrize(
    ("more", "words", "characters"),
    [
        ({"max_length": 0, "max_length_in_words": 0}, None, None),
        ({"validations": [{"name": "under_20_words_each", "message": "Fewer"}]}, 20, None),
    ],
)
def test_limits_in_rare_spellings(
    importing: Importing, more: Data, words: int | None, characters: int | None
) -> None:
    asked: Any = importing({"services/a": question(**more)}).framework.forms["service"].steps["a"]
    assert (asked.question.max_words, asked.question.max_characters) == (words, characters)


def test_limits_that_no_text_has_are_told(importing: Importing) -> None:
    made = importing({"services/a": question(limits={"min_value": 3, "integer_only": True})})
    assert len(made.says(Sort.LEFT_OUT, "a.yml:limits.")) == 2


def test_where_a_percentage_has_its_sign_is_told(importing: Importing) -> None:
    made = importing({"services/a": question("number", unit="%", unit_position="before")})
    assert made.says(Sort.LEFT_OUT, "a.yml:unit_position")


def test_the_oldest_percentages_go_up_to_a_hundred(importing: Importing) -> None:
    made = importing({"services/a": question("percentage")})
    ours = Ours(made.framework, "service", "all")
    assert [ours.read({"a": figure}).good for figure in (0, 100, 101)] == [True, True, False]
    assert made.says(Sort.DIFFERS, "a.yml:type")


# --- texts ----------------------------------------------------------------------------------------


def test_a_line_keeps_its_words_around_what_is_not_known(importing: Importing) -> None:
    text = "What is your rate, up to {{ most }}?"
    made = importing({"services/a": question(question=text), "services/b": question()})
    asked = made.framework.forms["service"].steps["a"].question
    assert asked.label == "What is your rate, up to …?"
    assert made.says(Sort.LEFT_OUT, "a.yml:question")


def test_a_file_that_is_left_out_is_kept_word_for_word(importing: Importing) -> None:
    home = importing.folder / "frameworks" / NAME
    (home / "messages").mkdir(parents=True)
    (home / "messages/m.yml").write_text("yes: 1\non:\ntext: [no, null]\n", encoding="utf-8")
    importing({"services/a": question()})
    kept = (importing.folder / "out/imported/left-out.yaml").read_text(encoding="utf-8")
    assert kept == "messages/m.yml: {yes: 1, on: null, text: [false, null]}\n"


def test_the_report_names_places_and_says_first_what_happened_once(importing: Importing) -> None:
    options = [{"label": "A &amp; B", "new": 1}, {"label": "C", "filter_label": "See"}]
    made = importing(
        {
            "services/a": question("radios", options=options, filter_label="A"),
            "services/b": question(filter_label="B"),
        }
    )
    text = (importing.folder / "out/imported/report.md").read_text(encoding="utf-8")
    once = text.index("`questions/services/a.yml`: `options[0].new` (A & B): is not known")
    assert once < text.index("named a filter of the search for services:\n  - `questions/serv")
    assert made.says(Sort.LEFT_OUT, "options[0].new") == ["is not known to the format"]


def test_an_empty_manifest_is_in_nobodys_way(importing: Importing) -> None:
    manifests = {"edit_submission": [section("a")], "services_search_filters": ""}
    assert importing({"services/a": question()}, **manifests).asks("service") == ["a"]  # type: ignore[arg-type]


# --- rules in code --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("framework", "good"),
    [("g-cloud-7", True), ("digital-outcomes-and-specialists", True), ("g-cloud-9", False)],
)
def test_the_first_declarations_counted_no_words(
    importing: Importing, framework: str, good: bool
) -> None:
    made = importing(
        {"declaration/dunsNumber": question(), "declaration/why": question("textbox_large")},
        framework,
        declaration=[section("dunsNumber", "why")],
    )
    ours = Ours(made.framework, "declaration", "all")
    assert ours.read({"dunsNumber": "a number", "why": "word " * 501}).good is good


OFFERING: Final = (
    "servicesHaveOrSupportCloudHostingCloudSoftware",
    "servicesHaveOrSupportCloudSupport",
)


def _offering(**more: Any) -> dict[str, Data]:
    options = [{"label": "Yes"}, {"label": "My organisation isn't offering it"}]
    return {
        f"declaration/{name}": question(
            "radios", options=options, assessment={"passIfIn": ["Yes"]}, **more
        )
        for name in OFFERING
    }


@pytest.mark.parametrize("message", ["Offer something", None])
def test_g_cloud_12_refuses_who_offers_nothing(importing: Importing, message: str | None) -> None:
    said = [{"name": "dependent_question_error", "message": message}] if message else []
    made = importing(_offering(validations=said), "g-cloud-12", declaration=[section(*OFFERING)])
    ours = Ours(made.framework, "declaration", "all")
    nothing = "My organisation isn't offering it"
    assert ours.read({OFFERING[0]: nothing, OFFERING[1]: "Yes"}).good
    read = ours.read(dict.fromkeys(OFFERING, nothing))
    assert read.answers is not None
    [problem] = read.answers.problems
    assert problem.says == (message or "You must offer services in at least one lot")
    # The assessment decides all the same, and says what is in the way.
    answers = {kebab(name): nothing for name in OFFERING}
    result = assess(made.framework.admission, read_application({"answers": answers}))
    assert result.outcome == "fail"
    assert [each.says for each in result.missing] == [problem.says]


def test_other_frameworks_assess_who_offers_nothing(importing: Importing) -> None:
    made = importing(_offering(), "g-cloud-13", declaration=[section(*OFFERING)])
    ours = Ours(made.framework, "declaration", "all")
    assert ours.read(dict.fromkeys(OFFERING, "My organisation isn't offering it")).good


def test_a_day_rate_is_held_to_the_service_whatever_is_said_of_it(importing: Importing) -> None:
    made = importing(
        {
            "services/dev": question("pricing", fields={"maximum_price": "devPriceMax"}),
            "briefs/specialistRole": question("radios", options=[{"label": "Dev", "value": "dev"}]),
            "brief-responses/dayRate": question("pricing", fields={"price": "dayRate"}),
        },
        edit_submission=[section("dev")],
        edit_brief=[section("specialistRole")],
        edit_brief_response=[section("dayRate")],
    )
    says = [each.says for each in made.framework.forms["bid"].form.checks if hasattr(each, "says")]
    assert says == ["The day rate cannot be above the highest of your own service"]


# --- differences that are improvements ------------------------------------------------------------


def test_an_assured_answer_has_no_other_part(importing: Importing) -> None:
    made = importing({"services/a": question("boolean", assuranceApproach="2answers-type1")})
    answer = {"value": True, "assurance": "Service provider assertion"}
    assert made.accepts({"a": answer}) == (True, True)
    assert made.accepts({"a": {**answer, "extra": 1}}) == (True, False), RARE["assured"]


def test_a_price_that_follows_is_wanted_when_it_is_opened(importing: Importing) -> None:
    made = importing(
        {
            "services/g": group("a", "b"),
            "services/a": question("boolean", followup={"b": [True]}),
            "services/b": question("pricing", fields={"price": "bPrice"}),
        }
    )
    assert made.accepts({"a": True, "bPrice": "1"}) == (True, True)
    assert made.accepts({"a": False}) == (False, True), RARE["follow-up price"]


def test_what_may_be_left_out_may_be_left_out_together(importing: Importing) -> None:
    made = importing(
        {
            "services/g": group("a", "b"),
            "services/a": question("boolean", optional=True, followup={"b": [True]}),
            "services/b": question(optional=True),
        }
    )
    assert made.accepts({}) == (False, True), RARE["both left out"]


def test_a_group_that_asks_nothing_does_not_count(importing: Importing) -> None:
    made = importing(
        {
            "services/g": group("a", any_of="role", optional=True),
            "services/h": group("b", any_of="role", optional=True),
            "services/a": question(depends=in_lots("rooms")),
            "services/b": question(depends=in_lots("rooms", "people")),
        }
    )
    assert made.accepts({}, lot="rooms") == (False, False)
    assert made.accepts({}, lot="people") == (True, False), RARE["empty group"]


def test_a_limit_is_the_first_number(importing: Importing) -> None:
    said = [{"name": "under_character_limit", "message": "This, in full, has up to 500 characters"}]
    made = importing({"services/a": question(validations=said)})
    assert made.accepts({"a": "x" * 501}) == (True, False), RARE["comma"]


def test_figures_total_a_hundred_whatever_they_are_called(importing: Importing) -> None:
    said = [{"name": "total_should_be_100", "message": "Must be 100"}]
    figure = question("number", unit="%", limits={"integer_only": True}, validations=said)
    made = importing(
        {"briefs/a": figure, "briefs/b": figure}, edit_brief=[section("a"), section("b")]
    )
    assert made.accepts({"a": 40, "b": 60}, "briefs") == (True, True)
    assert made.accepts({"a": 50, "b": 60}, "briefs") == (True, False), RARE["total"]


# --- lots, and what is asked in them --------------------------------------------------------------


def lots_of(*options: Any, being: Sequence[str]) -> dict[str, Any]:
    chosen = {"services/lot": question("radios", options=list(options))} if options else {}
    return {"services/title": question(depends=in_lots(*being)), **chosen}


@pytest.mark.parametrize(
    ("options", "being", "lots"),
    [
        (
            [{"label": "Boats and Rafts (BaR)", "value": "bar"}, {"label": "Carts"}],
            ["BaR", "bar", "Carts"],
            {"bar": "Boats and Rafts (BaR)", "carts": "Carts"},
        ),
        ([], ["Cloud Hosting", "cloud-hosting"], {"cloud-hosting": "Cloud hosting"}),
        ([], ["cloud_hosting", "cloud-hosting"], {"cloud-hosting": "Cloud hosting"}),
        (
            [{"label": "Apply to provide boats for hire", "value": "boat-hire"}],
            ["BOAT hire"],
            {"boat-hire": "Boat hire"},
        ),
    ],
)
def test_spellings_of_a_lot_are_one_lot_with_the_title_of_the_source(
    importing: Importing, options: list[Any], being: list[str], lots: dict[str, str]
) -> None:
    made = importing(lots_of(*options, being=being), edit_submission=[section("title")])
    assert {lot.id: lot.title for lot in made.framework.terms.lots} == lots
    for lot in lots:
        assert made.asks("service", lot) == ["title"]
    spelled = [each for each in being if each not in {*lots, "Carts"}]
    told = made.says(Sort.DIFFERS, "title.yml:depends")
    assert told == [f"`{each}` is read as the lot `{next(iter(lots))}`" for each in spelled]


def test_a_form_is_made_of_the_manifest_that_asks_most(importing: Importing) -> None:
    asked = {f"services/{name}": question() for name in "abc"} | {"services/g": group("b", "c")}
    made = importing(asked, edit_service=[section("a")], display_service=[section("id", "a", "g")])
    assert made.asks("service") == ["a", "b", "c"]
    (told,) = made.says(Sort.DIFFERS, "manifests/display_service.yml")
    assert told == "there is no `edit_submission`, so the form `service` is made from this"


def test_of_manifests_that_ask_as_much_the_form_that_suppliers_filled_in_counts(
    importing: Importing,
) -> None:
    asked = {"services/a": question(), "services/id": question("service_id")}
    made = importing(
        asked, edit_submission=[section("a")], edit_service_as_admin=[section("id", "a")]
    )
    assert made.says(Sort.DIFFERS, "manifests") == []


def test_a_hint_follows_all_of_its_question(importing: Importing) -> None:
    text = "Do you know:\n\n- the first\n- the second\n"
    made = importing({"services/a": question(question=text, hint="Ask us if you do not")})
    asked = made.framework.forms["service"].steps["a"].question
    assert asked.label == "Do you know:"
    assert asked.hint is None
    assert asked.guidance == "- the first\n- the second\n\nAsk us if you do not"


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"question": "Technical competence"}, "Technical competence"),
        ({"question": "technicalWeighting"}, "Technical"),
        ({"question": "", "name": "Skills"}, "Skills"),
        ({"question": ""}, "Technical"),
    ],
)
def test_the_title_of_a_criterion_is_no_identifier(
    importing: Importing, asked: Data, title: str
) -> None:
    weighed = {"unit": "%", "limits": {"integer_only": True, "min_value": 10, "max_value": 80}}
    briefs = {
        f"briefs/{name}Weighting": question("number", **weighed)
        for name in ("technical", "cultural", "price")
    }
    briefs["briefs/technicalWeighting"] |= asked
    made = importing(
        {**briefs, "brief-responses/a": question()},
        edit_brief=[section(*(name.partition("/")[2] for name in briefs))],
        edit_brief_response=[section("a")],
    )
    (way,) = made.framework.ways.values()
    assert way.way.criteria[0].title == title


# --- answers to what is not asked -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "answer"),
    [("other", {"bad": 1}), ("proof", "no address"), ("locked", True), ("rows", [{"no": 1}])],
)
def test_an_answer_to_what_is_not_asked_is_set_aside(
    importing: Importing, key: str, answer: Any
) -> None:
    opened = {"other": [True], "proof": [True], "locked": [True], "rows": [True]}
    made = importing(
        {
            "services/g": group("open", *opened),
            "services/open": question("boolean", followup=opened),
            "services/other": question(),
            "services/proof": question("upload"),
            "services/locked": question("boolean", assuranceApproach="2answers-type1"),
            "services/rows": question("dynamic_list", questions=["column"]),
            "services/column": question(),
        }
    )

    def read(**answers: Any) -> dict[str, Any]:
        return converted_for(made.framework, "service", answers, lot="all", others={})

    assert check_answers(made.framework, "service", read(open=False, **{key: answer}))
    with pytest.raises(InputError):
        check_answers(made.framework, "service", read(open=True, **{key: answer}))


def test_a_message_names_the_item_of_its_row(importing: Importing) -> None:
    says = [{"name": "answer_required", "message": "Prove that you do {{ item }}"}]
    made = importing(
        {
            "briefs/needs": question("list"),
            "brief-responses/rows": question(
                "dynamic_list", dynamic_field="brief.needs", questions=["proof"]
            ),
            "brief-responses/proof": question(question="{{ item }}", validations=says),
        },
        edit_brief=[section("needs")],
        edit_brief_response=[section("rows")],
    )
    known = {"brief": {"needs": ["swim", "run"]}}
    with pytest.raises(InputError) as refused:
        check_answers(made.framework, "bid", {"rows": [{"proof": "x"}, {}]}, known=known)
    assert [str(e) for e in refused.value.problems] == ["rows[1].proof: Prove that you do run"]


# --- percentages of declarations ------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["0", "100", "3.14159", "50%", 40])
@pytest.mark.parametrize("type_", ["text", "number", "percentage"])
def test_a_share_of_a_declaration_is_any_figure_up_to_a_hundred(
    importing: Importing, type_: str, answer: Any
) -> None:
    more = {"unit": "%", "limits": {"integer_only": True}} if type_ == "number" else {}
    asked = question(type_, **more)
    made = importing(
        {"declaration/subcontractingInvoicesPaid": asked}, declaration=[section(_SHARE)]
    )
    form = made.framework.forms["declaration"]
    assert read_answers(form, {kebab(_SHARE): answer}).problems == []
    for bad in ("-42", "1000", "100.01", "not a number"):
        assert read_answers(form, {kebab(_SHARE): bad}).problems


_SHARE: Final = "subcontractingInvoicesPaid"
