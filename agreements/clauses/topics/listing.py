"""Everything that the agreement of a framework has to state."""

from collections.abc import Iterator

from agreements.clauses.topics.contract_actions import action_topics
from agreements.clauses.topics.feedback import feedback_topics
from agreements.clauses.topics.framework_terms import term_topics
from agreements.clauses.topics.plain_rules import plain_topics
from agreements.clauses.topics.topic import Topic
from agreements.clauses.ways import way_branch
from agreements.definition.framework import Framework
from rules.policies.evaluation import rules_of_way


def topics_of(framework: Framework) -> tuple[Topic, ...]:
    """Return everything that the agreement of a framework has to state, in order."""
    return (
        *term_topics(framework.terms),
        *plain_topics(framework),
        *_ways(framework),
        *feedback_topics(framework),
        *action_topics(framework),
    )


def _ways(framework: Framework) -> Iterator[Topic]:
    for name, linked in framework.ways.items():
        way = linked.way
        yield Topic(
            id=f"ways/{name}",
            side="framework",
            title=way.name,
            where=linked.where,
            data=way_branch(framework, linked),
            rules=(
                *(rule.id for rule, _ in rules_of_way(way)),
                *(f"evaluation/ties/{each}" for each in way.ties),
            ),
            lots=way.lots,
        )
