"""Rewriting: changed data goes back into the YAML file it came from, and the rest stays as it was.

Comments, blank lines, the order of keys, quotation marks and the way numbers are written stay where
the data did not change. The text is never loaded and dumped: only the lines and values that changed
are replaced, by what `rules.yaml.writing` writes, and the result is read back.
What cannot be changed in place is written anew, from the smallest part that can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final

import yaml

from rules.problems import DefinitionError
from rules.yaml.content_hash import canonical
from rules.yaml.reading import parse_yaml
from rules.yaml.writing import WIDTH, entry, flow_of, in_place, item, scalar_text, write


def rewritten(text: str, data: Any) -> str:  # noqa: ANN401 - plain data
    """Return `text` with its data changed to `data`, keeping its comments and layout.

    Raises `DefinitionError` where the text itself cannot be read, and `ValueProblem` for data that
    cannot be written.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    old = parse_yaml(plain, "text").data
    if same(old, data):
        return text
    written = _changed(plain, old, data)
    return written if ends == "\n" else written.replace("\n", ends)


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - plain data
    """Return whether two pieces of data are the same, whatever the order of keys.

    Numbers are the same when they are equal, and never the same as a truth or a text.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if _is_number(one) and _is_number(other):
        return bool(one == other)
    return type(one) is type(other) and bool(one == other)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _changed(text: str, old: Any, new: Any) -> str:  # noqa: ANN401 - plain data
    root = yaml.compose(text, Loader=_LOADER)
    if root is not None:
        edits = _Edits(text, _dashes(text))
        edits.change(root, old, new, None)
        if not edits.stuck:
            candidate = edits.applied()
            if _reads_as(candidate, new):
                return candidate
    return _heading(text) + write(new)


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _reads_as(text: str, data: Any) -> bool:  # noqa: ANN401 - plain data
    try:
        return same(parse_yaml(text, "text").data, data)
    except DefinitionError:
        return False


def _heading(text: str) -> str:
    """Return the comments and blank lines at the top of a file."""
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.startswith("#"):
            break
        kept.append(line)
    return "".join(kept) if any(line.strip() for line in kept) else ""


def _dashes(text: str) -> list[tuple[int, int]]:
    """Return the index and column of each dash of a list, in order."""
    return [
        (token.start_mark.index, token.start_mark.column)
        for token in yaml.scan(text, Loader=_LOADER)
        if isinstance(token, yaml.BlockEntryToken)
    ]


@dataclass(slots=True)
class _Edits:
    """Replacements in a text, collected part by part.

    `stuck` says that a part could not be changed in place, nor any part around it.
    """

    text: str
    dashes: Sequence[tuple[int, int]]
    found: list[tuple[int, int, str]] = field(default_factory=list)
    stuck: bool = False

    def applied(self) -> str:
        """Return the text with all replacements made."""
        pieces: list[str] = []
        done = 0
        # The sort is stable: insertions at one place keep their order.
        for start, end, put in sorted(self.found, key=lambda each: each[:2]):
            pieces += [self.text[done:start], put]
            done = end
        return "".join([*pieces, self.text[done:]])

    # --- one value --------------------------------------------------------------------------------

    def change(self, node: Any, old: Any, new: Any, at: "_Place | None") -> None:  # noqa: ANN401
        """Change a node from one value to another. `at` is where it hangs; None at the top."""
        if same(old, new):
            return
        marked = len(self.found)
        try:
            if isinstance(old, Mapping) and isinstance(new, Mapping) and old and new:
                self._change_keys(node, old, new)
                return
            if isinstance(old, list) and isinstance(new, list | tuple) and old and new:
                self._change_items(node, old, new)
                return
        except _NotInPlaceError:
            del self.found[marked:]
        if at is None:
            self.stuck = True
        elif at.flow:
            self._replace_in_flow(node, new)
        else:
            self._replace(node, new, at)

    def _replace(self, node: Any, new: Any, at: "_Place") -> None:  # noqa: ANN401
        """Replace the value after a colon or a dash."""
        end = self._end(node)
        line_start = self._line_start(at.after)
        put = in_place(new, at.indent, at.after - line_start)
        rest = self.text[end : self._line_end(end)]
        if "\n" in put and rest.strip():
            # A comment stays on its line, before the lines that follow.
            first, _, more = put.partition("\n")
            if first.strip():
                raise _NotInPlaceError
            self.found.append((at.after, self._line_end(end), f"{rest}\n{more}"))
            return
        self.found.append((at.after, max(end, at.after), put))

    def _replace_in_flow(self, node: Any, new: Any) -> None:  # noqa: ANN401
        collection = isinstance(new, Mapping | list | tuple)
        put = flow_of(new, WIDTH) if collection else scalar_text(new, flow=True)
        if put is None or node.start_mark.index == node.end_mark.index:
            raise _NotInPlaceError
        self.found.append((node.start_mark.index, node.end_mark.index, put))

    # --- keys -------------------------------------------------------------------------------------

    def _change_keys(self, node: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:  # noqa: ANN401
        pairs = {key.value: (key, value) for key, value in node.value}
        if pairs.keys() != old.keys():  # the reader rejoined a figure with commas
            raise _NotInPlaceError
        if node.flow_style:
            if old.keys() != new.keys():
                raise _NotInPlaceError
            for name, (_, value) in pairs.items():
                self.change(value, old[name], new[name], _IN_FLOW)
            self._keep_width(node)
            return
        column = node.start_mark.column
        kept = [name for name in new if name in old]
        if not kept:
            raise _NotInPlaceError
        for name in kept:
            key, value = pairs[name]
            self.change(value, old[name], new[name], _Place(self._colon(key), column))
        for name in old:
            if name not in new:
                key, value = pairs[name]
                self._remove(key.start_mark.index, max(self._end(value), self._colon(key)))
        before: Any = None
        for name, value in new.items():
            if name in old:
                before = pairs[name]
            else:
                put = " " * column + entry(name, value, column)
                self._insert(put, before, pairs[kept[0]][0].start_mark.index)

    def _colon(self, key: Any) -> int:  # noqa: ANN401 - a YAML node
        """Return the index after the colon of a key."""
        behind = self._behind_colon(key)
        if self.text[key.end_mark.index : behind - 1].strip():  # the key is written out: `? key`
            raise _NotInPlaceError
        return behind

    def _behind_colon(self, key: Any) -> int:  # noqa: ANN401 - a YAML node
        return self.text.find(":", key.end_mark.index) + 1

    # --- items ------------------------------------------------------------------------------------

    def _change_items(self, node: Any, old: Sequence[Any], new: Sequence[Any]) -> None:  # noqa: ANN401
        nodes: list[Any] = node.value
        if node.flow_style:
            if len(old) != len(new):
                raise _NotInPlaceError
            for each, before, after in zip(nodes, old, new, strict=True):
                self.change(each, before, after, _IN_FLOW)
            self._keep_width(node)
            return
        column = node.start_mark.column
        dashes = [self._dash(each, column) for each in nodes]
        ends = [max(self._end(each), dash + 1) for each, dash in zip(nodes, dashes, strict=True)]
        if not any(_identity(each) in map(_identity, new) for each in old) and len(old) != len(new):
            raise _NotInPlaceError
        for mine, theirs in _aligned(old, new):
            if theirs is None:
                assert mine is not None  # noqa: S101 - one of the two is given
                self._remove(dashes[mine], ends[mine])
            elif mine is not None:
                place = _Place(dashes[mine] + 1, column)
                self.change(nodes[mine], old[mine], new[theirs], place)
        removed = {
            _identity(old[mine]): mine
            for mine, theirs in _aligned(old, new)
            if mine is not None and theirs is None
        }
        last: int | None = None
        for mine, theirs in _aligned(old, new):
            if mine is not None:
                last = mine
            else:
                assert theirs is not None  # noqa: S101 - one of the two is given
                moved = removed.get(_identity(new[theirs]))
                if moved is not None and same(old[moved], new[theirs]):
                    start, end = self._lines(dashes[moved], ends[moved])
                    put = self.text[start:end]
                else:
                    put = " " * column + item(new[theirs], column)
                before = None if last is None else (None, nodes[last])
                self._insert(put, before, dashes[0])

    def _dash(self, node: Any, column: int) -> int:  # noqa: ANN401 - a YAML node
        """Return the index of the dash of an item."""
        start: int = node.start_mark.index
        return max(at for at, here in self.dashes if here == column and at <= start)

    # --- lines ------------------------------------------------------------------------------------

    def _lines(self, start: int, end: int) -> tuple[int, int]:
        """Return the start (with comments right above) and end of the lines of a part.

        The part begins a line of its own.
        """
        line = self._line_start(start)
        indent = self.text[line:start]
        if indent.strip():
            raise _NotInPlaceError
        top = line
        while top and self.text.startswith(f"{indent}#", above := self._line_start(top - 1)):
            top = above
        # Comments at the top of a file are about the file.
        return top or line, self._line_end(end)

    def _remove(self, start: int, end: int) -> None:
        """Remove the lines from `start` to `end`, and the comments right above them."""
        line, line_end = self._lines(start, end)
        self.found.append((line, min(line_end + 1, len(self.text)), ""))

    def _insert(self, put: str, before: Any, first: int) -> None:  # noqa: ANN401
        """Insert lines after a part, or before the first one."""
        if before is None:
            line = self._line_start(first)
            if self.text[line:first].strip():
                raise _NotInPlaceError
            self.found.append((line, line, f"{put}\n"))
            return
        key, value = before
        end = self._end(value) if key is None else max(self._end(value), self._colon(key))
        line_end = self._line_end(end)
        if line_end == len(self.text):
            self.found.append((line_end, line_end, f"\n{put}"))
        else:
            self.found.append((line_end + 1, line_end + 1, f"{put}\n"))

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _end(self, node: Any) -> int:  # noqa: ANN401 - a YAML node
        """Return the index after the last part of a node."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            inner = last[1] if isinstance(last, tuple) else last
            end = self._end(inner)
            return max(end, self._behind_colon(last[0])) if isinstance(last, tuple) else end
        start: int = node.start_mark.index
        return start + len(self.text[start : node.end_mark.index].rstrip())

    def _keep_width(self, node: Any) -> None:  # noqa: ANN401 - a YAML node
        """Refuse a change that makes a line too long; it is then written on several."""
        line = self._line_start(node.start_mark.index)
        end = self._line_end(node.end_mark.index)
        grown = sum(
            len(put) - (stop - start)
            for start, stop, put in self.found
            if node.start_mark.index <= start <= node.end_mark.index
        )
        if grown > 0 and end - line + grown > WIDTH:
            raise _NotInPlaceError


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value hangs: the index after its colon or dash, the column of its key or dash."""

    after: int
    indent: int
    flow: bool = False


_IN_FLOW: Final = _Place(0, 0, flow=True)


class _NotInPlaceError(Exception):
    """A part cannot be changed in place."""


def _identity(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return what identifies an item although it has changed: its id, or else all of it."""
    if isinstance(value, Mapping) and isinstance(value.get("id"), str):
        return f"id {value['id']}"
    return canonical(value)


def _aligned(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Yield which item became which: (place in old, place in new), None where it is not."""
    matcher = SequenceMatcher(
        None, [_identity(each) for each in old], [_identity(each) for each in new], autojunk=False
    )
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "replace":
            yield from zip_longest(range(start, end), range(begin, stop))
        else:
            for mine in range(start, end) if tag in {"equal", "delete"} else ():
                yield mine, begin + mine - start if tag == "equal" else None
            for theirs in range(begin, stop) if tag == "insert" else ():
                yield None, theirs
