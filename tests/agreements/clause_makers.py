"""A small definition with permissions, and clauses of its own to go with it."""

from pathlib import Path

from agreements.definition.framework import Framework
from agreements.loading import load
from tests.definitions import GOOD, write

PERMISSIONS = """\
ruleset: permissions
actions:
  extend:
    by: buyer
    times: {max: 2}
    months_each: {max: 6}
    notice_days: {min: 30}
    approvals: [{id: board, title: The board, when: {fact: value-after, more_than: 90000}}]
  end-early:
    by: buyer
    notice_working_days: {min: 15}
"""

EXTENSION = """\
---
clause: extension
title: More time
states: permissions/extend
---
The Buyer may extend the contract {{ rule.times.max | times }} at most, each time by up to
{{ rule.months_each.max | months }}, with {{ rule.notice_days.min | days }} of notice.

It needs {{ rule.approvals | list }}. See [](#clause-end-early).
"""

WITH_PERMISSIONS = {**GOOD, "rulesets/permissions.yaml": PERMISSIONS}
EXTENSION_FILE = "agreement/call-off/20-extension.md"


def made(folder: Path, **clauses: str) -> Framework:
    """Load the definition with clauses of its own: file name (`call_off_20_extension`), text."""
    files = {}
    for name, text in clauses.items():
        part, _, rest = name.replace("call_off", "call-off").partition("_")
        files[f"agreement/{part}/{rest.replace('_', '-')}.md"] = text
    return load(write(folder, {**WITH_PERMISSIONS, **files}))
