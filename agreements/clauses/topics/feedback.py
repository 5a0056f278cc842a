"""What suppliers are told: the standstill, and each letter."""

from collections.abc import Iterator
from typing import Final

from agreements.clauses.leaves import Branch, figure, word
from agreements.clauses.topics.topic import Topic
from agreements.definition.framework import Framework
from rules.logic import typed
from rules.policies.feedback import ITEMS, LetterPolicy, Standstill
from rules.problems import ValueProblem
from rules.wording import worded


def feedback_topics(framework: Framework) -> Iterator[Topic]:
    """Return the standstill and each letter as topics."""
    where = "rulesets/feedback.yaml:1"
    standstill = framework.feedback.standstill
    if standstill is not None:
        yield Topic(
            id="feedback/standstill",
            side="framework",
            title="Standstill",
            where=where,
            data=_standstill(standstill),
            rules=("feedback/standstill",),
        )
    conditions = _letter_conditions(framework)
    for name, letter in framework.feedback.named:
        prefix = f"feedback/{name}/"
        rules = [each for each in framework.feedback_rules if each.rule.id.startswith(prefix)]
        yield Topic(
            id=f"feedback/{name}",
            side="framework",
            title=letter.title or f"{letter.to.capitalize()} suppliers",
            where=rules[0].where if rules else where,
            data=_letter(letter, conditions.get(name)),
            rules=tuple(each.rule.id for each in rules),
        )


_TOLD: Final = {
    "winner": "the winner",
    "unsuccessful": "every Supplier whose bid was assessed and did not win",
    "excluded": "every Supplier whose bid was excluded",
}


def _standstill(standstill: Standstill) -> Branch:
    working = standstill.working_days is not None
    length = standstill.working_days if working else standstill.days
    unit = "working days" if working else "days"
    return Branch({"days": figure("days", length, unit), "calendar": not working})


def _letter_conditions(framework: Framework) -> dict[str, str]:
    """Return the condition of each letter that has one, in words."""
    found: dict[str, str] = {}
    for name, letter in framework.feedback.named:
        if letter.when is None:
            continue
        for linked in framework.ways.values():
            try:
                logic = typed(letter.when, framework.vocabulary.with_facts(linked.facts).find)
            except ValueProblem:
                continue
            found[name] = worded(logic)
            break
    return found


_OTHER_PRICES: Final = {
    "show": "told as they are",
    "round": "rounded to two significant figures",
    "withhold": "withheld",
}


def _letter(letter: LetterPolicy, when: str | None) -> Branch:
    limits = letter.each_reason.words if letter.each_reason else None
    return Branch(
        {
            "to": word("to", _TOLD[letter.to]),
            "when": word("when", when, limit=True),
            "contains": tuple(
                word(f"contains.{at}", ITEMS[each], limit=True)
                for at, each in enumerate(letter.contains)
            ),
            "withhold": tuple(
                Branch(
                    {
                        "what": word(f"withhold.{item}.what", ITEMS[item], limit=True),
                        "ground": word(f"withhold.{item}.ground", ground, limit=True),
                    },
                    text="what",
                )
                for item, ground in letter.withhold.items()
            ),
            "other_prices": word(
                "other_prices",
                _OTHER_PRICES[letter.other_prices] if letter.other_prices else None,
                limit=True,
            ),
            "words": None
            if limits is None
            else Branch(
                {
                    "min": figure("words.min", limits.min, "words"),
                    "max": figure("words.max", limits.max, "words"),
                }
            ),
            "before": word(
                "before",
                {"award": "the award", "contract": "the contract is made"}[letter.before],
                limit=True,
            ),
            "source": word("source", letter.source),
        }
    )
