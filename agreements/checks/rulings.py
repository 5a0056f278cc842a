"""Rulings that decide nothing, in cases and sample competitions: no rule refers a bid so."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from agreements.checks.cases import GivenCompetition, read_cases
from agreements.checks.lint import Lint
from agreements.definition.framework import Framework
from rules.problems import DefinitionError, InputError, Problems
from rules.yaml.files import MAX_JSON_BYTES, decoded
from rules.yaml.json_reading import parse_json


def ruling_findings(framework: Framework) -> Iterator[Lint]:
    """Return what is told of rulings, in the cases and in the files of `competitions/`."""
    rules = [rule for linked in framework.ways.values() for rule in linked.rules]
    every = {rule.id for rule in rules}
    referring = {rule.id for rule in rules if rule.rule.then.refer is not None}
    # What the engine itself refers: `engine.competitions.referrals`.
    referring |= {f"unchecked/{form.id}" for form in framework.bid_forms[1:]}
    referring |= {f"no-value/{c.id}" for way in framework.ways.values() for c in way.way.every}
    referring |= {"no-value/total"}
    for where, name in _rulings(framework):
        if name in referring:
            continue
        if name in every:
            says = f"`{name}` refers no bid to a person, so there is nothing to rule on"
        else:
            near = get_close_matches(name, referring, 1)
            says = f"there is no rule `{name}`" + (f": did you mean `{near[0]}`?" if near else "")
        yield Lint("problem", where, f"a ruling that decides nothing: {says}")


def _rulings(framework: Framework) -> Iterator[tuple[str, str]]:
    """Return the rule of each ruling, with its place. What cannot be read is told elsewhere."""
    try:
        files = read_cases(framework)
    except DefinitionError:
        files = ()
    for file in files:
        for index, case in enumerate(file.cases):
            if isinstance(case.given, GivenCompetition):
                for bid, name in _of_bids(case.given.bids):
                    at = (index, "given", "bids", bid, "rulings", name)
                    yield file.document.where(at), name
    for file_name in framework.files.names("competitions", Problems()):
        if not file_name.endswith(".json"):
            continue
        try:
            raw = framework.files.read(file_name, MAX_JSON_BYTES)
            data = parse_json(decoded(raw, file_name), file_name)
        except (DefinitionError, InputError):
            continue
        for bid, name in _of_bids(data.get("bids") if isinstance(data, Mapping) else None):
            yield f"{file_name}: bids[{bid}].rulings", name


def _of_bids(bids: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - whatever stands in the file
    for index, bid in enumerate(bids if isinstance(bids, list | tuple) else ()):
        rulings = bid.get("rulings") if isinstance(bid, Mapping) else None
        for name in rulings if isinstance(rulings, Mapping) else ():
            yield index, str(name)
