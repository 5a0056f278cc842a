"""Pages of questions: every type, empty, filled in and wrong, for everybody."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.fields import field_id
from forms.answers.posting import read_posted
from forms.linked.linked_form import LinkedForm
from forms.linked.translating import translated
from forms.model.faults import Fault, Wrong
from forms.pages import Links, Shell, View, question_page
from forms.pages.html.slots import escaped
from forms.progress import Survey, survey
from tests.forms.everything import COMPLETE, EVERYTHING
from tests.forms.making import linked, one
from tests.forms.pages.reading import (
    VIEW,
    by_id,
    faults_of,
    main_text,
    parsed,
    posted_by,
    with_class,
    words,
)
from tests.forms.pages.samples import FILLED, KNOWN, MANY, SERVICE, WRONG

WELSH = View(Shell(), Links("/drafts/x"), "cy", languages=(("en", "?l=en"), ("cy", "?l=cy")))


def shown(form: LinkedForm, page: str, raw: Mapping[str, Any] | None = None, **more: Any) -> str:
    state = survey(form, raw or {}, others=KNOWN)
    faults = state.faults_on(page) if more.pop("faults", False) else ()
    return question_page(more.pop("view", VIEW), state, page, version=3, faults=faults, **more)


def only(keys: str, raw: Any = None, **more: Any) -> str:
    """Give the page of a form with one question `q`."""
    return shown(one(keys), "q", {} if raw is None else {"q": raw}, **more)


def fields(html: str) -> dict[str, str]:
    return dict(posted_by(html))


# --- every type, in every state ------------------------------------------------------------------


def states() -> Iterator[tuple[str, Survey, bool]]:
    for name, form, raws in (
        ("service", SERVICE, {"empty": {}, "filled": FILLED, "wrong": WRONG}),
        ("everything", EVERYTHING, {"empty": {}, "filled": dict(COMPLETE)}),
    ):
        for state, raw in raws.items():
            for language in ("en", "cy"):
                found = survey(translated(form, language), raw, others=KNOWN)
                yield f"{name}-{state}-{language}", found, state != "filled"


STATES = {name: (state, told) for name, state, told in states()}


@pytest.mark.parametrize("name", STATES)
def test_pages_are_valid_and_fit_for_everybody(name: str) -> None:
    state, told = STATES[name]
    view = WELSH if name.endswith("cy") else VIEW
    for page in state.on_path:
        faults = state.faults_on(page.page.id) if told else ()
        html = question_page(view, state, page.page.id, version=1, faults=faults)
        assert faults_of(html) == []
        # Without an address, the fragment of this page would go along to the next.
        assert f'action="{escaped(view.links.page(page.page.id))}"' in html


@pytest.mark.parametrize("name", [name for name, (_, told) in STATES.items() if told])
def test_every_fault_is_told_above_and_at_its_field(name: str) -> None:
    state, _ = STATES[name]
    view = WELSH if name.endswith("cy") else VIEW
    for page in state.on_path:
        html = question_page(
            view, state, page.page.id, version=1, faults=state.faults_on(page.page.id)
        )
        tree = parsed(html)
        summaries = with_class(tree, "govuk-error-summary__list")
        above = [words(a) for summary in summaries for a in summary.iter("a")]
        below = [words(p).split(": ", 1)[1] for p in with_class(tree, "govuk-error-message")]
        assert sorted(above) == sorted(below)
        assert bool(above) == bool(state.faults_on(page.page.id))
        said = words(next(tree.iter("title")))
        assert said.startswith(("Error: ", "Gwall: ")) is bool(above)


@pytest.mark.parametrize("page", MANY.pages, ids=lambda page: page.page.id)
def test_hundreds_of_options_stay_usable(page: Any) -> None:
    html = shown(MANY, page.page.id, {"tree": ["v3"], "flat": ["v299"], "one": "v299"})
    assert faults_of(html) == []
    tree = parsed(html)
    if page.page.id == "one":
        assert [words(o) for o in tree.iter("option") if o.get("selected") is not None] == [
            "Option number 299"
        ]
    if page.page.id == "tree":
        # What was chosen stands twice, so both parts are open.
        assert [each.get("open") for each in tree.iter("details")] == ["", ""]
        closed = parsed(shown(MANY, "tree"))
        assert [each.get("open") for each in closed.iter("details")] == [None, None]
        wrong = parsed(shown(MANY, "tree", faults=True))
        assert [each.get("open") for each in wrong.iter("details")] == ["", None]


# --- headings and labels -------------------------------------------------------------------------


def test_the_question_is_the_heading_of_its_page() -> None:
    for keys in (
        "type: short-text",
        "type: yes-no",
        "type: date",
        "type: file",
        "type: address",
        "{type: one-of, options: [a, b]}",
        "{type: many-of, options: [a, b]}",
        "{type: rows, columns: [{id: c, type: short-text, label: C}]}",
    ):
        heading = next(parsed(only(keys.strip("{}").replace(", ", "\n", 1))).iter("h1"))
        assert words(heading) == "Question?"


def test_pages_with_more_have_a_title() -> None:
    html = shown(SERVICE, "contact")
    assert words(next(parsed(html).iter("h1"))) == "Contact"
    assert words(with_class(parsed(html), "govuk-caption-l")[0]) == "The rest"
    # A page with guidance of its own has its title over it.
    assert words(next(parsed(shown(SERVICE, "experience")).iter("h1"))) == "Experience"


def test_the_title_of_the_document() -> None:
    assert words(next(parsed(shown(SERVICE, "contact")).iter("title"))) == "Contact - Frameworkshop"
    title = next(parsed(only("type: yes-no")).iter("title"))
    assert words(title) == "Question? - Frameworkshop"


def test_a_label_that_is_a_paragraph_is_not_shouted() -> None:
    form = linked(f"title: T\nquestions: [{{id: q, type: yes-no, label: {'long ' * 80}}}]")
    assert with_class(parsed(shown(form, "q")), "govuk-fieldset__legend--s")


def test_what_may_be_left_out_says_so() -> None:
    assert "Discount (optional)" in main_text(shown(SERVICE, "contact"))
    assert "Designer (optional)" in main_text(shown(SERVICE, "rates"))
    assert "Developer (optional)" not in main_text(shown(SERVICE, "rates"))


def test_numbers() -> None:
    assert "2. What does it do?" in main_text(shown(SERVICE, "description"))
    assert "1. " not in main_text(only("type: yes-no"))


# --- texts ---------------------------------------------------------------------------------------


def test_answers_stand_in_texts() -> None:
    page = main_text(shown(SERVICE, "description", {"service-name": "<b>Store</b> & {{ x }}"}))
    assert "What kind of service is <b>Store</b> & {{ x }}?" in page
    assert "What kind of service is …?" in main_text(shown(SERVICE, "description"))


def test_numbers_and_lots_stand_in_texts() -> None:
    form = linked("""
        title: T
        numbered: true
        questions:
          - {id: a, type: short-text, label: First}
          - {id: b, type: short-text, label: "After {{ number of a }}, for {{ lot }}"}
    """)
    for lot, said in (("hosting", "2. After 1, for Cloud hosting"), (None, "2. After 1, for …")):
        state = survey(form.in_lot(lot), {}, lot=lot)
        assert said in main_text(question_page(VIEW, state, "b", version=1))


def test_a_paragraph_that_quotes_nothing_is_left_out() -> None:
    form = SERVICE
    known = {**KNOWN, "answer:brief.title": "<i>*Big*</i>"}
    html = question_page(VIEW, survey(form, {}, others=known), "name", version=1)
    assert "The buyer calls this <i>*Big*</i>." in main_text(html)
    assert "Work starts on" not in main_text(html)
    assert "says what the service does" in main_text(html)


LISTS = linked("""
    title: T
    questions:
      - {id: skills, type: texts, label: Q}
      - id: places
        type: many-of
        label: Q
        options: [{value: a, label: In Leeds}, {value: b, label: In York}]
      - {id: name, type: short-text, label: Q}
      - id: q
        type: short-text
        label: Q
        guidance: |
          You need {{ skills }}:

          - {{ skills }}
          - {{ places }}
          - the name {{ name }}

          1. {{ name }}

          2. {{ places }}
""")


@pytest.mark.parametrize(
    ("raw", "items"),
    [
        (
            {"skills": ["Ruby, Rails", "<b>"], "places": ["a", "b"], "name": "A, B"},
            [
                ["Ruby, Rails", "<b>", "In Leeds", "In York", "the name A, B"],
                ["A, B", "In Leeds", "In York"],
            ],
        ),
        (
            {"skills": ["Ruby"], "places": ["a"]},
            [["Ruby", "In Leeds", "the name …"], ["In Leeds"]],
        ),
        ({"name": "A"}, [["…", "…", "the name A"], ["A"]]),
    ],
)
def test_a_list_alone_in_a_bullet_is_as_many_bullets(
    raw: Mapping[str, Any], items: list[list[str]]
) -> None:
    main = next(parsed(shown(LISTS, "q", raw)).iter("main"))
    lists = [each for each in main.iter() if each.tag in {"ul", "ol"}]
    assert [[words(item) for item in each.iter("li")] for each in lists] == items


def test_each_row_is_for_its_item() -> None:
    html = shown(SERVICE, "skills")
    tree = parsed(html)
    legends = [words(each) for each in tree.iter("legend")]
    assert legends[1:] == ["Agile delivery", "Accessible design"]
    label = next(each for each in tree.iter("label") if each.get("for") == "evidence_1_proof")
    assert words(label) == "Your evidence of Accessible design"


def test_a_row_whose_item_has_gone_stays_until_it_is_removed() -> None:
    raw = {"evidence": [{"proof": "a"}, {"proof": "b"}, {"proof": "c"}]}
    html = shown(SERVICE, "skills", raw)
    assert "No longer in the list (3)" in main_text(html)
    buttons = [each.get("value") for each in parsed(html).iter("button")]
    assert "remove:evidence[2]" in buttons
    assert "remove:evidence[1]" not in buttons
    assert fields(html)["evidence[2].proof"] == "c"


def test_a_link_cannot_be_made_of_an_answer() -> None:
    form = linked("""
        title: T
        questions:
          - {id: site, type: short-text, label: Q}
          - {id: q, type: short-text, label: Q, guidance: "[here]({{ site }}) [or]({{ site }}/x)"}
    """)
    html = shown(form, "q", {"site": "javascript:alert('1')"})
    links = [a.get("href") for a in next(parsed(html).iter("main")).iter("a")]
    assert links == ["javascript%3Aalert%28%271%27%29", "javascript%3Aalert%28%271%27%29/x"]


# --- what types are drawn as ---------------------------------------------------------------------


def attributes(html: str, id_: str) -> Mapping[str, str]:
    return by_id(parsed(html), id_).attrib


def test_lines() -> None:
    contact = shown(SERVICE, "contact")
    email = attributes(contact, "email")
    assert (email["type"], email["autocomplete"], email["spellcheck"]) == (
        "email",
        "email",
        "false",
    )
    assert attributes(contact, "telephone")["autocomplete"] == "tel"
    assert attributes(contact, "staff")["inputmode"] == "numeric"
    assert attributes(contact, "discount")["inputmode"] == "decimal"
    assert attributes(contact, "office_lines_0")["autocomplete"] == "address-line1"
    assert attributes(contact, "office_postcode")["autocomplete"] == "postal-code"
    assert "people" in main_text(contact)
    price = shown(SERVICE, "description", {"kind": "other", "chargeable": "yes", "price": "1.2k"})
    assert attributes(price, "price")["value"] == "1.2k"
    assert "£" in main_text(price)
    assert "per user a month" in main_text(price)


def test_what_is_asked_of_others_is_not_filled_in_by_the_browser() -> None:
    form = """
        type: rows
        columns:
          - {id: mail, type: email, label: Mail}
          - {id: phone, type: short-text, format: telephone, label: Phone}
    """
    html = only(form)
    assert "autocomplete" not in attributes(html, "q_0_mail")
    assert "autocomplete" not in attributes(html, "q_0_phone")


def test_long_text_is_counted() -> None:
    html = only("type: long-text\nmax_words: 50\nmax_characters: 400\nhint: Be brief")
    (group,) = with_class(parsed(html), "govuk-character-count")
    assert group.get("data-maxwords") == "50"
    assert "At most 400 characters" in main_text(html)
    assert by_id(parsed(html), "q").get("rows") == "4"
    plain = only("type: long-text")
    assert not with_class(parsed(plain), "govuk-character-count")


def test_a_text_keeps_its_lines() -> None:
    text = "\n\n  one\n\ttwo </textarea><script>"
    html = only("type: long-text", text)
    assert fields(html)["q"].replace("\r\n", "\n") == text


def test_dates_are_three_fields_and_the_wrong_ones_are_marked() -> None:
    html = only("type: date", {"day": "3", "month": "13", "year": "2027"}, faults=True)
    tree = parsed(html)
    marked = [each.get("name") for each in with_class(tree, "govuk-input--error")]
    assert marked == ["q.month"]
    assert with_class(tree, "govuk-error-summary")[0].find(".//a").get("href") == "#q_month"  # type: ignore[union-attr]
    assert fields(html) == {"_version": "3", "q.day": "3", "q.month": "13", "q.year": "2027"}
    as_text = only("type: date", "3 January 2027")
    assert fields(as_text)["q.month"] == "1"
    assert fields(only("type: date", "soon"))["q.day"] == "soon"


def test_choices() -> None:
    chosen = fields(only("type: yes-no", "yes"))
    assert chosen["q"] == "yes"
    assert "q" not in fields(only("type: yes-no"))
    boxes = posted_by(only("type: many-of\noptions: [a, b, c]", ["c", "a"]))
    assert [text for name, text in boxes if name == "q"] == ["a", "c"]
    assert fields(only("type: declaration", True))["q"] == "yes"


def test_an_answer_that_is_no_option_is_seen_and_comes_back() -> None:
    for keys in ("type: one-of\noptions: [a, b]", f"type: one-of\noptions: {[*range(30)]}"):
        html = only(keys, "<gone>")
        assert "<gone> (not one of the options)" in main_text(html)
        assert fields(html)["q"] == "<gone>"
    many = only("type: many-of\noptions: [a, b]", ["b", "<gone>"])
    assert [text for name, text in posted_by(many) if name == "q"] == ["b", "<gone>"]


def test_an_exclusive_option_stands_apart() -> None:
    html = only("type: many-of\noptions: [a, b, {label: None, exclusive: true}]")
    (box,) = [each for each in parsed(html).iter("input") if each.get("data-behaviour")]
    assert (box.get("value"), box.get("data-behaviour")) == ("None", "exclusive")
    assert "b or None" in main_text(html)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ("", "Select all that apply"),
        ("max: 1", "Select one"),
        ("max: 2", "Select up to 2"),
        ("min: 2", "Select 2 or more"),
        ("min: 2\nmax: 3", "Select from 2 to 3"),
    ],
)
def test_how_many_can_be_chosen(limits: str, says: str) -> None:
    assert says in main_text(only(f"type: many-of\noptions: [a, b, c]\n{limits}"))


def test_what_is_always_part_of_the_answer_comes_first() -> None:
    text = main_text(shown(SERVICE, "standards"))
    fixed = text.index("The Technology Code of Practice")
    assert text.index("These are always part of your answer:") < fixed < text.index("Cyber")


def test_headings_of_a_tree_are_groups() -> None:
    legends = [words(each) for each in parsed(shown(SERVICE, "standards")).iter("legend")]
    assert legends == ["13. Which standards does it meet?", "Security", "ISO", "Quality"]


def test_a_declaration_is_a_box_beside_the_statement() -> None:
    html = shown(SERVICE, "declaration")
    assert words(next(parsed(html).iter("h1"))) == "22. Declaration"
    label = next(each for each in parsed(html).iter("label"))
    assert (label.get("for"), words(label)) == ("accurate", "What I have said here is accurate")


def test_files() -> None:
    html = shown(SERVICE, "accounts", FILLED)
    upload = attributes(html, "accounts")
    assert (upload["type"], upload["accept"], "multiple" in upload) == ("file", ".pdf,.ods", True)
    assert "PDF or ODS, up to 5 MB" in main_text(html)
    assert "Up to 2 files" in main_text(html)
    (link,) = [a for a in parsed(html).iter("a") if words(a) == "2026.pdf"]
    assert link.get("href") == f"/drafts/x/file/{'ab' * 32}/2026.pdf"
    assert "(80 KB)" in main_text(html)
    assert "multipart/form-data" in html
    single = only("type: file", {"name": "a.pdf", "size": 3 * 1024 * 1024, "sha256": "ab" * 32})
    assert "Choose another file to put in its place:" in main_text(single)
    assert "(3.0 MB)" in main_text(single)
    assert "multiple" not in attributes(single, "q")
    assert "From 2 to 3 files" in main_text(only("type: file\nmin: 2\nmax: 3"))
    strange = only("type: file", {"name": "</script>", "size": "x", "sha256": "?"})
    assert fields(strange)["q[0].name"] == "</script>"


def test_lists_and_rows_have_what_is_needed() -> None:
    texts = only("type: texts\nmin: 3\nmax: 4\nitem: skill")
    assert [name for name in fields(texts) if name.startswith("q[")] == ["q[0]", "q[1]", "q[2]"]
    assert "Add another skill" in main_text(texts)
    assert "Remove Skill 3" in main_text(texts)
    assert "Add another" not in main_text(only("type: texts\nmax: 1"))
    assert "Remove" not in main_text(only("type: texts"))
    full = only("type: texts\nmax: 2", ["a", "b"])
    assert "Add another" not in main_text(full)
    rows = shown(SERVICE, "experience")
    assert [words(each) for each in parsed(rows).iter("legend")][1] == "Contract 1"
    assert "references[1]._kept" in fields(rows)
    assert "references[2]._kept" not in fields(rows)


def test_enter_saves_and_nothing_else() -> None:
    html = shown(SERVICE, "contact")
    first = next(parsed(html).iter("button"))
    assert (first.get("name"), first.get("value")) == ("_action", "save")
    assert first.get("tabindex") == "-1"


def test_group_and_hints() -> None:
    html = shown(SERVICE, "description", {"kind": "other"})
    (group,) = with_class(parsed(html), "fw-group")
    assert words(next(group.iter("legend"))) == "How it is tested"
    assert "By people who do not work on it" in words(group)
    assert group.get("hidden") is None
    hosting = parsed(shown(SERVICE, "description", {"kind": "hosting"}))
    assert with_class(hosting, "fw-group")[0].get("hidden") is not None


def test_inside_the_form() -> None:
    view = View(Shell(), Links("/d", "?l=cy"), hidden=(("key", '"<x>'),), notice="Saved <b>")
    html = shown(SERVICE, "contact", view=view, check=True)
    assert fields(html)["key"] == '"<x>'
    assert "Saved <b>" in main_text(html)
    back = with_class(parsed(html), "govuk-back-link")[0]
    assert back.get("href") == "/d/check?l=cy"
    assert (
        with_class(parsed(shown(SERVICE, "name")), "govuk-back-link")[0].get("href") == "/drafts/x"
    )
    before = with_class(parsed(shown(SERVICE, "description")), "govuk-back-link")[0]
    assert before.get("href") == "/drafts/x/page/name"


def test_a_page_may_leave_saving_to_people() -> None:
    assert "data-autosave" in shown(SERVICE, "name")
    quiet = View(Shell(), Links("/d"), autosave=False)
    assert "data-autosave" not in shown(SERVICE, "name", view=quiet)


def test_new_questions_are_pointed_out() -> None:
    html = shown(SERVICE, "description", {"kind": "other"}, new=("other-kind", "chargeable"))
    assert faults_of(html) == []
    assert "There are 2 more questions on this page:" in main_text(html)
    links = with_class(parsed(html), "govuk-notification-banner__link")
    assert [a.get("href") for a in links] == ["#other-kind", "#chargeable"]
    single = shown(SERVICE, "description", {"kind": "hosting"}, new=("chargeable",))
    assert "There is 1 more question on this page" in main_text(single)


# --- languages -----------------------------------------------------------------------------------


def test_a_page_in_welsh_marks_what_is_not() -> None:
    html = shown(translated(SERVICE, "cy"), "name", view=WELSH)
    tree = parsed(html)
    assert tree.get("lang") == "cy"
    heading = next(tree.iter("h1"))
    assert words(heading) == "1. Beth yw enw eich gwasanaeth?"
    assert [each.get("lang") for each in heading.iter("span")] == []
    hint = with_class(tree, "govuk-hint")[0]
    assert [each.get("lang") for each in hint.iter("span")] == ["en"]
    assert [each.get("lang") for each in with_class(tree, "fw-prose")] == ["en"]
    assert next(tree.iter("title")).get("lang") is None
    contact = parsed(shown(translated(SERVICE, "cy"), "contact", view=WELSH))
    assert next(contact.iter("title")).get("lang") == "en"
    current, other = with_class(tree, "fw-languages")[0].iter("li")
    assert (words(current), words(other)) == ("English", "Cymraeg")
    assert next(other.iter("span")).get("aria-current") == "true"


def test_the_counter_speaks_welsh() -> None:
    html = shown(translated(SERVICE, "cy"), "description", view=WELSH)
    (group,) = with_class(parsed(html), "govuk-character-count")
    assert group.get("data-i18n.words-under-limit.two") == "Mae gennych %{count} air ar ôl"


# --- hostile text --------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "\"' onfocus=alert(1) x='",
    "</textarea></title><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}&amp;",
    "\u202etxet\u202c \u200b\ufeff",
    "]]><!-- -->",
    "nul \x00 bell \x07 half \ud800 end",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_come_out_as_text(text: str) -> None:
    raw: dict[str, Any] = dict.fromkeys(EVERYTHING.steps, text)
    raw |= {
        "texts": [text],
        "many-of": [text],
        "address": {"lines": [text], "town": text, "postcode": text, "country": text},
        "rates": {"developer": text},
        "date": {"day": text, "month": text, "year": text},
        "rows": [{"text": text, "yes-no": text, "date": text, "many": [text]}],
        "files": [{"name": text, "size": text, "sha256": text}],
        "yes-no": "yes",
    }
    state = survey(EVERYTHING, raw)
    for page in state.on_path:
        faults = state.faults_on(page.page.id)
        html = question_page(VIEW, state, page.page.id, version=1, faults=faults)
        html.encode()
        assert faults_of(html) == []
        tree = parsed(html)
        assert not list(tree.iter("img"))
        assert [each.get("src") for each in tree.iter("script")] == ["/assets/forms.js"]
        assert not [a for each in tree.iter() for a in each.attrib if a.startswith("on")]


def test_hostile_definitions_come_out_as_text() -> None:
    text = json.dumps("<script>alert(1)</script> \"' **b**")
    form = linked(f"""
        title: "T"
        pages:
          - id: p
            title: {text}
            guidance: {text}
            questions:
              - id: one
                type: one-of
                label: {text}
                hint: {text}
                options: [{{value: {text}, label: {text}, hint: {text}}}, b]
              - group: {text}
                questions:
                  - id: many
                    type: many-of
                    label: {text}
                    fixed: [{text}]
                    options: [{text}]
                  - {{id: list, type: texts, label: {text}, item: {text}}}
                  - {{id: sum, type: money, label: {text}, per: {text}}}
    """)
    state = survey(form, {})
    html = question_page(VIEW, state, "p", version=1, faults=state.faults)
    assert faults_of(html) == []
    assert "<script>alert" not in html
    assert [each.get("src") for each in parsed(html).iter("script")] == ["/assets/forms.js"]


@given(st.text(max_size=30), st.sampled_from(["service-name", "summary", "other-kind"]))
def test_what_is_typed_stands_in_the_page(text: str, name: str) -> None:
    raw = {"kind": "other", name: text}
    page = "name" if name == "service-name" else "description"
    html = shown(SERVICE, page, raw)
    posted = read_posted(SERVICE, page, posted_by(html))
    held = posted.answers[name]
    assert isinstance(held, str)
    clean = "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in held)
    wanted = text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(clean) == len(wanted)


def test_one_message_at_each_field() -> None:
    faults = [("q", Fault(Wrong.UNREADABLE, "is odd")), ("q", Fault(Wrong.TOO_LONG, "is long"))]
    state = survey(one("type: short-text"), {"q": "x"})
    html = question_page(VIEW, state, "q", version=1, faults=faults)
    assert [words(each) for each in with_class(parsed(html), "govuk-error-message")] == [
        "Error: Your answer to “Question?” is odd"
    ]
    assert field_id("q") == "q"
