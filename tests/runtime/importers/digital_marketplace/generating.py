"""Answers in the old service's shape: good ones by its schema, and with one thing changed.

Drawn from the schema, not from our forms: what is to be compared must not come from one side.
"""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

WORDS = ("alpha", "data", "naïve", "service", "Leeds", "x" * 18, "co-operate", "1,000", "ﬁne")
PRICES = ("0", "1", "99.95", "0.5", "12.12345", "750", "0750.00", "999999999999999")


class Generator:
    """Draws answers that a schema accepts, follow-ups and groups included."""

    def __init__(self, schema: Mapping[str, Any], seed: int) -> None:
        self.schema = schema
        self.random = random.Random(seed)
        self.properties: Mapping[str, Any] = schema.get("properties", {})
        self.followups = [pair for each in schema.get("allOf", ()) if (pair := _followup(each))]

    def good(self) -> dict[str, Any]:
        """Draw answers that should be accepted."""
        required = set(self.schema.get("required", ()))
        children = {child for _, child, _, _ in self.followups}
        answers: dict[str, Any] = {}
        for name in self.properties:
            if name in children:
                continue
            if name in required or self.random.random() < 0.4:
                answers[name] = self.value(self.properties[name])
        for _ in range(4):  # chains of follow-ups
            for parent, child, opens, fields in self.followups:
                opened = parent in answers and opens(answers[parent])
                for each in fields:
                    if opened and each not in answers and each in self.properties:
                        answers[each] = self.value(self.properties[each])
                if not opened:
                    for each in {child, *fields} - {parent}:
                        answers.pop(each, None)
        self._groups(answers)
        self._totals(answers)
        self._prices(answers)
        return answers

    def _groups(self, answers: dict[str, Any]) -> None:
        """Fill whole groups, and at least one."""
        dependencies = self.schema.get("dependencies", {})
        for name, others in dependencies.items():
            if name in answers:
                for other in others:
                    if other not in answers:
                        answers[other] = self.value(self.properties[other])
        groups = self.schema.get("anyOf", ())
        if groups and not any(set(each["required"]) <= answers.keys() for each in groups):
            for name in self.random.choice(groups)["required"]:
                answers[name] = self.value(self.properties[name])

    def _totals(self, answers: dict[str, Any]) -> None:
        names = [f"{part}Weighting" for part in ("technical", "cultural", "price")]
        if not all(name in answers for name in names):
            return
        spans = [(self.properties[n]["minimum"], self.properties[n]["maximum"]) for n in names]
        for _ in range(1000):
            first, second = (self.random.randint(*span) for span in spans[:2])
            if spans[2][0] <= 100 - first - second <= spans[2][1]:
                answers.update(zip(names, (first, second, 100 - first - second), strict=True))
                return

    def _prices(self, answers: dict[str, Any]) -> None:
        for name in list(answers):
            high = re.sub("(?i)pricemin$", "PriceMax", name)
            high = next((k for k in answers if k.lower() == high.lower()), None) or name
            if high != name and _is_price(self.properties[name]):
                low, top = sorted((str(answers[name]), str(answers[high])), key=float)
                answers[name], answers[high] = low, top

    # --- values -----------------------------------------------------------------------------------

    def value(self, schema: Mapping[str, Any]) -> Any:
        """Draw a value that a property accepts."""
        if "enum" in schema:
            return self.random.choice([each for each in schema["enum"] if each != ""])
        match schema.get("type"):
            case "boolean":
                return self.random.random() < 0.5
            case "array":
                return self._array(schema)
            case "object":
                return self._object(schema)
            case "integer":
                return self.random.choice(
                    [schema["minimum"], schema["maximum"],
                     self.random.randint(schema["minimum"], schema["maximum"])]
                )  # fmt: skip
            case "number":
                least, below = schema.get("minimum", 0), schema.get("exclusiveMaximum", 100)
                some = [each for each in (50, 12.5, 1) if least <= each < below]
                return self.random.choice([least, *some])
            case _:
                return self._text(schema)

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        items = schema["items"]
        if "enum" in items:
            options = list(dict.fromkeys(items["enum"]))
            most = min(len(options), schema.get("maxItems", len(options)))
            return self.random.sample(
                options, self.random.choice([1, most, self.random.randint(1, most)])
            )
        most = schema.get("maxItems", 4)
        count = self.random.choice([1, min(most, 3), most])
        return [self.value(items) for _ in range(count)]

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if "allOf" in schema:
            return Generator(schema, self.random.randrange(10**9)).good()
        return {name: self.value(each) for name, each in schema.get("properties", {}).items()}

    def _text(self, schema: Mapping[str, Any]) -> str:
        if schema.get("format") == "uri":
            return f"https://assets.example/documents/{self.random.randrange(999)}-file.pdf"
        if schema.get("format") == "date":
            month, day = self.random.randint(1, 9), self.random.randint(0, 8)
            return f"20{self.random.randint(10, 40)}-0{month}-2{day}"
        if schema.get("format") == "email":
            return self.random.choice(["bids@ashdown.example", "a.b@c.example, d@e.example"])
        if _is_price(schema):
            prices = [p for p in PRICES if re.search(schema["pattern"], p)]
            return self.random.choice(prices)
        words = _most_words(schema)
        count = self.random.choice([1, 2, min(words, 7), words])
        text = " ".join(self.random.choice(WORDS) for _ in range(min(count, 120)))
        if count == words > 120:
            text = " ".join(["w"] * words)
        most = schema.get("maxLength", 10**6)
        return text[:most].strip() or "a"

    # --- one thing changed ------------------------------------------------------------------------

    def changes(
        self, answers: Mapping[str, Any], count: int
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give answers with one thing changed, and what it is."""
        for _ in range(count):
            yield self.changed(answers)

    def changed(self, answers: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        new = dict(answers)
        if not self.properties:
            return "unknown", {**new, "notAQuestion": 1}
        name = self.random.choice(list(self.properties))
        schema = self.properties[name]
        sort = self.random.choice(
            [
                "left out",
                "added",
                "another",
                "wrong type",
                "wrong type",
                "edge",
                "edge",
                "edge",
                "unknown",
            ]
        )
        if sort == "left out":
            name = self.random.choice(list(new) or [name])
            new.pop(name, None)
        elif sort in {"added", "another"}:
            new[name] = self.value(schema)
        elif sort == "unknown":
            new["notAQuestion"] = self.random.choice(["x", True, 1])
        elif sort == "wrong type":
            new[name] = self.random.choice(
                [
                    True,
                    False,
                    7,
                    -1,
                    101,
                    "yes",
                    "",
                    "7",
                    " ",
                    None,
                    [],
                    ["x"],
                    [True],
                    {},
                    {"value": "x"},
                    "x y z",
                ]
            )
        else:
            new[name] = self._edge(schema)
        return f"{sort}: {name}", new

    def _edge(self, schema: Mapping[str, Any]) -> Any:
        if schema.get("type") == "object":
            value = self._object(schema)
            if "value" in value:
                part = self.random.choice(list(value))
                return {**value, part: self._edge(schema["properties"][part])}
            return value
        if "enum" in schema:
            return self.random.choice(["Not an option", 0, *map(_cased, schema["enum"])])
        match schema.get("type"):
            case "array":
                return self._edge_of_list(schema)
            case "integer" | "number":
                least = schema.get("minimum", 0)
                most = schema.get("maximum", schema.get("exclusiveMaximum", 100))
                return self.random.choice(
                    [least - 1, least, most, most + 1, least + 0.5, str(least)]
                )
            case "string" if _is_price(schema):
                return self.random.choice(
                    [
                        "-1",
                        "1.2k",
                        "£5",
                        "1,000",
                        "1" * 15,
                        "1" * 16,
                        "0.123456",
                        "0.12345",
                        "5.",
                        ".5",
                        "0",
                        "0.00",
                        "00",
                        "12.5",
                        "1e3",
                        "12.50 ",
                    ]
                )
            case "string":
                return self._edge_of_text(schema)
            case _:
                return self.random.choice([True, False, "true", 1])

    def _edge_of_list(self, schema: Mapping[str, Any]) -> Any:
        items = schema["items"]
        most = schema.get("maxItems", 5)
        if "enum" in items:
            options = list(dict.fromkeys(items["enum"]))
            return self.random.choice(
                [
                    options[:most],
                    options[: most + 1],
                    [options[0], options[0]],
                    [*options[:1], "Not an option"],
                    options[0],
                ]
            )
        one = self.value(items)
        choices: list[Any] = [[one] * most, [one] * (most + 1), [one, one], one]
        if items.get("type") == "string":
            choices += [[self._edge_of_text(items)], ["a", "", " "], [1]]
        if items.get("type") == "object":
            choices += [[{**one, "extra": 1}], [dict(list(one.items())[1:])], [{}], [one, "x"]]
        return self.random.choice(choices)

    def _edge_of_text(self, schema: Mapping[str, Any]) -> Any:
        words, most = _most_words(schema), schema.get("maxLength", 300)
        return self.random.choice(
            [
                " ".join(["w"] * words),
                " ".join(["w"] * (words + 1)),
                "  ".join(["w"] * min(words, 50)),
                "x" * most,
                "x" * (most + 1),
                "a@b",
                "no address",
                "2020-02-30",
                "1/2/2020",
                "  padded  ",
                "two\nlines",
                7,
            ]
        )


def _cased(option: Any) -> Any:
    return option.upper() if isinstance(option, str) else option


def _is_price(schema: Mapping[str, Any]) -> bool:
    return "d{1,1" in schema.get("pattern", "")


def _most_words(schema: Mapping[str, Any]) -> int:
    match = re.search(r"\{0,(\d+)\}", schema.get("pattern", ""))
    return int(match[1]) + 1 if match and "S+" in schema["pattern"] else 50


def _followup(schema: Mapping[str, Any]) -> Any:
    """Read a follow-up of a schema: the parent, the child, what opens it, and what it requires."""
    if "oneOf" not in schema:
        return None
    closed, opened = schema["oneOf"]
    ((parent, shape),) = opened["properties"].items()
    child = next(name for name in closed["properties"] if name != parent)
    fields = [name for name in opened.get("required", ()) if name != parent] or [child]
    if "enum" in shape:
        values = shape["enum"]
        return parent, child, lambda answer: answer in values, fields
    rest = shape["not"]["items"]["enum"]
    return parent, child, lambda answer: any(each not in rest for each in answer), fields
