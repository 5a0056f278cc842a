"""A topic: something that the agreement has to state, in exactly one clause."""

from dataclasses import dataclass
from typing import Literal

from agreements.clauses.leaves import Branch, Leaf, leaves
from rules.policies.actions import BEFORE_EXPIRY_KEYS, NOTICE_KEYS

Side = Literal["framework", "call-off"]


@dataclass(frozen=True)
class Topic:
    """Something that the agreement has to state, in exactly one clause.

    id      its path
    side    the agreement that states it
    title   what people call it
    where   where the definition says it, `file:line`
    lots    the ids of the lots to which it is limited; none is all
    rules   the ids of the rules it is made of, or its own id where it is made of none
    data    its values
    kind    of a contract action, its kind
    """

    id: str
    side: Side
    title: str
    where: str
    data: Branch
    rules: tuple[str, ...]
    lots: tuple[str, ...] = ()
    kind: str = ""

    @property
    def atoms(self) -> tuple[str, ...]:
        """What a clause can state alone: each rule, or a whole way, which shares its rules."""
        return (self.id,) if self.is_way else self.rules

    @property
    def is_way(self) -> bool:
        """Whether it is a way of evaluating."""
        return self.id.startswith("ways/")

    def atom_of(self, leaf: Leaf) -> str | None:
        """Return the rule that a leaf belongs to; None where it belongs to the whole."""
        head, _, rest = leaf.path.partition(".")
        name = head.replace("_", "-")
        if head in NOTICE_KEYS or head in BEFORE_EXPIRY_KEYS:
            name = "notice-before-expiry" if head in BEFORE_EXPIRY_KEYS else "notice"
        needs = {"approvals": "approval", "documents": "document", "publish": "publish"}
        if head in {*needs, "contains"}:
            name = self._named(needs.get(head, ""), int(rest.partition(".")[0]))
        elif head == "only_if":
            name = f"only-if/{rest.partition('.')[0]}"
        elif head == "reasons":
            name = "reason"
        rule = f"{self.id}/{name}"
        return rule if rule in self.atoms else None

    def _named(self, sort: str, at: int) -> str:
        """Return the end of the id of the rule for the need at a place; empty if there is none."""
        start = f"{self.id}/{sort}/" if sort else f"{self.id}/"
        found = [each for each in self.atoms if each.startswith(start)]
        return found[at].removeprefix(f"{self.id}/") if at < len(found) else ""

    @property
    def limits(self) -> tuple[Leaf, ...]:
        """The values that a clause stating the topic must say."""
        return tuple(each for each in leaves(self.data) if each.limit)
