"""Grounds: pass and fail rules of a declaration become a ruleset that decides on applications.

A question's `assessment` says with which answers a declaration passes. A *baseline* question fails
it with any other, and with none; a *discretionary* one leaves it to a person. What their system
merged into the schema by hand (`assessment/<manifest>/extra.schema.json`) becomes rules too.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from runtime.digital_marketplace.naming import ids_of
from runtime.digital_marketplace.questions import Data, leaves, tidy
from runtime.digital_marketplace.report import Report
from runtime.digital_marketplace.source import Asked
from runtime.digital_marketplace.texts import Texts

#: What says nothing about answers.
_SILENT: Final = frozenset(
    {"$schema", "$id", "title", "description", "type", "definitions", "$ref"}
)


def ruleset_of(
    form: str,
    asked: Mapping[str, tuple[Asked, ...]],
    ids: Mapping[str, str],
    extra: Any,  # noqa: ANN401 - JSON data
    texts: Texts,
    report: Report,
) -> Data | None:
    """Make the ruleset; None where nothing is assessed, which is told."""
    rules = [
        rule
        for each in asked.values()
        if each[0].assessment and each[0].assessment.passIfIn is not None
        for rule in _rule(form, each[0], ids, texts, report)
    ]
    if extra is not None:
        rules += _extra(form, extra, asked, ids, report)
    if not rules:
        report.fill_in(
            "No rules say with which answers a declaration passes: the source has none, and this "
            "framework was assessed in another way"
        )
        return None
    names = ids_of(f"{rule['id']} {n}" for n, rule in enumerate(rules))
    seen: set[str] = set()
    for rule, name in zip(rules, names.values(), strict=True):
        if rule["id"] in seen:
            rule["id"] = name
        seen.add(rule["id"])
    return {
        "ruleset": "declaration",
        "title": "Who may join",
        "decides": "application",
        "rules": rules,
    }


def _rule(
    form: str, asked: Asked, ids: Mapping[str, str], texts: Texts, report: Report
) -> Iterator[Data]:
    assessment = asked.assessment
    if assessment is None or assessment.passIfIn is None:
        return
    answer = f"{form}.{ids[asked.id]}"
    parts = [*_fails(answer, asked, assessment.passIfIn)]
    if assessment.required:
        parts.append({"answer": answer, "unanswered": True})
    if not parts:
        report.left_out(f"{asked.place}:assessment", "every answer passes, and none")
        return
    outcome = "refer" if assessment.discretionary else "exclude"
    title = texts.line(asked.name or asked.question, f"{asked.place}:name", None)
    says = "The answer needs a person's decision" if outcome == "refer" else "The answer fails"
    yield {
        "id": ids[asked.id],
        "title": _short(title),
        "when": parts[0] if len(parts) == 1 else {"any": parts},
        "then": {outcome: _short(f"{says}: {title}")},
    }
    kind = "discretionary" if assessment.discretionary else "baseline"
    report.became(f"{asked.place}:assessment", f"`rulesets/declaration.yaml`: a {kind} rule")


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:299]}…"


def _fails(answer: str, asked: Asked, passing: Iterable[Any]) -> Iterator[Data]:
    """Give the condition that a question is answered, and in no way that passes."""
    if asked.type == "boolean":
        failing = [value for value in (True, False) if value not in _truths(passing)]
        if len(failing) == 2:
            yield {"answer": answer, "answered": True}
        elif failing:
            yield {"answer": answer, "is": "yes" if failing[0] else "no"}
        return
    options = list(dict.fromkeys(tidy(each.answer) for each in leaves(asked.options)))
    passes = {tidy(each) for each in passing}
    failing_options = [option for option in options if option not in passes]
    if asked.type != "radios":
        yield {"answer": answer, "answered": True}
    elif failing_options:
        yield _among(answer, failing_options)


def _among(answer: str, options: list[str]) -> Data:
    if len(options) == 1:
        return {"answer": answer, "is": options[0]}
    return {"answer": answer, "one_of": options}


def _truths(values: Iterable[Any]) -> list[bool]:
    # 1 is not true here, as it is not in JSON.
    return [value for value in values if isinstance(value, bool)]


# --- what was merged in by hand -------------------------------------------------------------------


class _Unknown(Exception):
    """A part of a schema that no condition says."""


#: A condition that always holds, and one that never does.
_ALWAYS: Final[Data] = {"always": True}
_NEVER: Final[Data] = {"always": False}


def _extra(
    form: str,
    schema: Any,  # noqa: ANN401 - JSON data
    asked: Mapping[str, tuple[Asked, ...]],
    ids: Mapping[str, str],
    report: Report,
) -> Iterator[Data]:
    place = "assessment/declaration/extra.schema.json"
    if not isinstance(schema, dict):
        report.left_out(place, "is no schema")
        return
    baseline = schema.get("definitions", {}).get("baseline", {})
    for part, outcome in ((baseline, "exclude"), (schema, "refer")):
        try:
            valid = _valid(part, _Names(form, asked, ids))
        except _Unknown as error:
            report.left_out(place, f"`{error}` cannot be said as a condition")
            continue
        if valid in (_ALWAYS, {}):
            continue
        wrong = _not(valid)
        if wrong == _NEVER:
            continue
        says = "Several answers together do not meet what the framework asks"
        yield {"id": f"together-{outcome}", "title": says, "when": wrong, "then": {outcome: says}}
        report.became(place, f"`rulesets/declaration.yaml`: `together-{outcome}`")


class _Names:
    """The questions that a schema may name."""

    def __init__(
        self, form: str, asked: Mapping[str, tuple[Asked, ...]], ids: Mapping[str, str]
    ) -> None:
        self.form, self.asked, self.ids = form, asked, ids

    def answer(self, name: str) -> str:
        if name not in self.asked:
            raise _Unknown(name)
        return f"{self.form}.{self.ids[name]}"


def _valid(schema: Any, names: _Names) -> Data:  # noqa: ANN401 - JSON data
    """Give the condition that a schema accepts. Raises `_Unknown`."""
    if isinstance(schema, bool):
        return _ALWAYS if schema else _NEVER
    if not isinstance(schema, dict):
        raise _Unknown(str(schema)[:80])
    parts: list[Data] = []
    for key, value in schema.items():
        match key:
            case _ if key in _SILENT:
                pass
            case "allOf" | "anyOf" | "oneOf" if isinstance(value, list):
                parts.append(_joined(key, [_valid(each, names) for each in value]))
            case "not":
                parts.append(_not(_valid(value, names)))
            case "required" if isinstance(value, list):
                parts += [{"answer": names.answer(str(each)), "answered": True} for each in value]
            case "properties" if isinstance(value, dict):
                parts += [_property(name, each, names) for name, each in value.items()]
            case "if":
                parts.append(_conditional(schema, names))
            case "then" | "else":
                pass
            case _:
                raise _Unknown(key)
    return _all(parts)


def _conditional(schema: Mapping[str, Any], names: _Names) -> Data:
    when = _valid(schema["if"], names)
    then = _valid(schema.get("then", True), names)
    otherwise = _valid(schema.get("else", True), names)
    return _all([_any([_not(when), then]), _any([when, otherwise])])


def _property(name: str, schema: Any, names: _Names) -> Data:  # noqa: ANN401 - JSON data
    """Give the condition that one answer is accepted: one that is not there always is."""
    answer = names.answer(name)
    inside = _value(answer, schema, names.asked[name][0])
    return _any([{"answer": answer, "unanswered": True}, inside])


def _value(answer: str, schema: Any, asked: Asked) -> Data:  # noqa: ANN401 - JSON data
    if isinstance(schema, bool):
        return _ALWAYS if schema else _NEVER
    if not isinstance(schema, dict):
        raise _Unknown(str(schema)[:80])
    parts: list[Data] = []
    for key, value in schema.items():
        match key:
            case _ if key in _SILENT:
                pass
            case "enum" if isinstance(value, list):
                parts.append(_one_of(answer, value, asked))
            case "const":
                parts.append(_one_of(answer, [value], asked))
            case "not":
                parts.append(_not(_value(answer, value, asked)))
            case "allOf" | "anyOf" | "oneOf" if isinstance(value, list):
                parts.append(_joined(key, [_value(answer, each, asked) for each in value]))
            case _:
                raise _Unknown(key)
    return _all(parts)


def _one_of(answer: str, values: list[Any], asked: Asked) -> Data:
    if asked.type == "boolean":
        truths = _truths(values)
        if len(set(truths)) == 2:
            return {"answer": answer, "answered": True}
        return {"answer": answer, "is": "yes" if truths[0] else "no"} if truths else _NEVER
    if asked.type != "radios":
        raise _Unknown("enum")
    wanted = {tidy(value) for value in values if isinstance(value, str)}
    options = [tidy(each.answer) for each in leaves(asked.options)]
    options = [option for option in dict.fromkeys(options) if option in wanted]
    return _among(answer, options) if options else _NEVER


def _joined(key: str, parts: list[Data]) -> Data:
    match key:
        case "allOf":
            return _all(parts)
        case "anyOf":
            return _any(parts)
        case _:
            # Exactly one.
            return _any(
                [
                    _all([each, *(_not(other) for at, other in enumerate(parts) if at != index)])
                    for index, each in enumerate(parts)
                ]
            )


def _all(parts: Iterable[Data]) -> Data:
    kept = [part for part in parts if part != _ALWAYS]
    if _NEVER in kept:
        return _NEVER
    return _ALWAYS if not kept else kept[0] if len(kept) == 1 else {"all": kept}


def _any(parts: Iterable[Data]) -> Data:
    kept = [part for part in parts if part != _NEVER]
    if _ALWAYS in kept:
        return _ALWAYS
    return _NEVER if not kept else kept[0] if len(kept) == 1 else {"any": kept}


def _not(part: Data) -> Data:
    """Negate, so that an answer that is not there is never taken for another one."""
    match part:
        case {"always": bool(always)}:
            return _NEVER if always else _ALWAYS
        case {"all": list(parts)}:
            return _any([_not(each) for each in parts])
        case {"any": list(parts)}:
            return _all([_not(each) for each in parts])
        case {"not": dict(inner), **rest} if not rest:
            return inner
        case {"answer": answer, "unanswered": True}:
            return {"answer": answer, "answered": True}
        case {"answer": answer, "answered": True}:
            return {"answer": answer, "unanswered": True}
        case _:
            # A comparison of an answer that is not there fails: what is not it may be that.
            return {"any": [{"not": part}, {"answer": part["answer"], "unanswered": True}]}
