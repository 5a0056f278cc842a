"""Binding: the filling in of a clause with the values of rules.

A clause is a template over leaves (`agreements.clauses.leaves`). The template language is Jinja2 in
a sandbox with very little in it: values, comparisons, `if`, `for` and a few filters. Nothing of
Python can be reached, nothing can be computed, a name that does not exist is a problem and never a
blank, and what is refused is not run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from agreements.clauses.filters import COMPARISONS, FILTERS, compared, shown
from agreements.clauses.leaves import Branch, Leaf, Missing, noting
from rules.problems import Problem, ValueProblem


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 with access to nothing but the values that a clause is given."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_finalized,
            cache_size=400,
        )
        self.globals.clear()
        self.filters = {**FILTERS, "compared": compared}
        self.tests = {}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - whatever there is
        return self._part(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - whatever there is
        return self._part(obj, argument)

    def _part(self, obj: object, name: object) -> object:
        if isinstance(obj, Branch) and name in obj:
            part = obj.get(str(name))
            return Missing(str(name), obj.title) if part is None else part
        if isinstance(obj, LoopContext) and name in {"first", "last", "index"}:
            return getattr(obj, str(name))
        if isinstance(obj, StrictUndefined):
            return obj  # it says what was not there in the first place
        if isinstance(obj, Missing):
            return Missing(f"{obj.name}.{name}", obj.of)  # it has no parts either
        if isinstance(obj, Branch):
            return self.undefined(hint=_unknown(str(name), obj.names))
        return self.undefined(hint=f"there is no `{str(name)[:60]}` in a single value")


def _finalized(value: object) -> object:
    if isinstance(value, Missing):
        raise ValueProblem(value.says)
    if isinstance(value, bool):
        raise ValueProblem("yes or no can be used only in `{% if %}`")
    if isinstance(value, tuple | list):
        raise ValueProblem("to show several values, use `| list`, or `{% for %}` for one at a time")
    return value if isinstance(value, StrictUndefined) else shown(value)


def _unknown(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    meant = f": did you mean `{close[0]}`?" if close else _among(known)
    return f"there is no `{name[:60]}` here{meant}"


def _among(known: Sequence[str]) -> str:
    few = ", ".join(f"`{each}`" for each in known[:12])
    return f"; there are {few}" + (" …" if len(known) > 12 else "") if few else ""


#: What a clause of a definition may be made of.
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
_DEPTH: Final = 3
#: What a person would call parts of the language that clauses are refused.
_CALLED: Final = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.Neg: "-",
    nodes.Pos: "+",
    nodes.Concat: "~",
    nodes.Test: "is",
    nodes.CondExpr: "… if … else …",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Call: "(…)",
    nodes.List: "[…]",
    nodes.Tuple: "(…)",
    nodes.Dict: "{…}",
}


class _Comparisons(NodeTransformer):
    """Give comparisons the meaning that they have for values of rules (see `compared`)."""

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - Jinja calls it so
        parts: list[nodes.Expr] = []
        left = self.visit(node.expr)
        for operand in node.ops:
            right = self.visit(operand.expr)
            arguments = [nodes.Const(operand.op), right]
            parts.append(nodes.Filter(left, "compared", arguments, [], None, None))
            left = right
        whole = parts[0]
        for part in parts[1:]:
            whole = nodes.And(whole, part)
        whole.set_lineno(node.lineno)
        return whole if node.environment is None else whole.set_environment(node.environment)


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled in: its text, and the leaves that it said."""

    text: str
    said: frozenset[int]

    def has(self, leaf: Leaf) -> bool:
        """Return whether it said a leaf."""
        return id(leaf) in self.said


class Binder:
    """Fill in templates: those of a definition; with a loader, the library's, which may include."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        self._env = _Sandbox(loader)
        # The library's own clauses are filled in for every definition; others once or twice.
        self._kept: dict[str, Template] | None = None if loader is None else {}

    def _template(self, source: str) -> Template:
        if self._kept is None:
            return self._env.from_string(_Comparisons().visit(self._env.parse(source)))
        if source not in self._kept:
            self._kept[source] = self._env.from_string(source)
        return self._kept[source]

    def problems_of(self, source: str, where: Callable[[int], str]) -> tuple[Problem, ...]:
        """Return what is not allowed in a definition's clause. `where` maps lines to places."""
        try:
            tree = self._env.parse(source)
        except TemplateSyntaxError as error:
            return (Problem(where(error.lineno), f"cannot be read: {_plain(error)}"),)
        except RecursionError:
            return (Problem(where(1), "is nested too deep to be read"),)
        found = []
        # `loop` has parts that can be used, and is no value itself.
        inside: list[nodes.Getattr | nodes.Getitem] = [*tree.find_all(nodes.Getattr)]
        inside += tree.find_all(nodes.Getitem)
        parted = {id(each.node) for each in inside}
        for node, depth in _walk(tree):
            if not isinstance(node, _ALLOWED):
                called = _CALLED.get(type(node), type(node).__name__.lower())
                says = f"`{called}` is not for clauses: they hold values, comparisons"
                found.append(Problem(where(node.lineno), f"{says}, `if` and `for`"))
            elif isinstance(node, nodes.Operand) and node.op not in COMPARISONS:
                says = "clauses compare with `==`, `!=`, `<`, `<=`, `>` or `>=`"
                found.append(Problem(where(node.expr.lineno), says))
            elif isinstance(node, nodes.Name) and node.name == "loop" and id(node) not in parted:
                says = "`loop` is no value: use `loop.first`, `loop.last` or `loop.index`"
                found.append(Problem(where(node.lineno), says))
            elif isinstance(node, nodes.Name) and node.name in {"self", "super", "caller"}:
                found.append(Problem(where(node.lineno), f"there is no `{node.name}`"))
            elif isinstance(node, nodes.For) and depth >= _DEPTH:
                found.append(Problem(where(node.lineno), "is nested too deep: at most three `for`"))
            elif isinstance(node, nodes.Output):
                for each in node.nodes:
                    # A figure in quotation marks is marked as no limit.
                    if isinstance(each, nodes.Const) and not isinstance(each.value, str):
                        says = "put words and figures outside the braces"
                        found.append(Problem(where(each.lineno), says))
        return tuple(found)

    def fill(
        self, source: str, values: Mapping[str, object], where: Callable[[int], str]
    ) -> Filled | Problem:
        """Fill in a template; return the problem if that fails. `where` maps lines to places."""
        try:
            with noting() as said:
                text = self._template(source).render(dict(values))
        except TemplateSyntaxError as error:
            return Problem(where(error.lineno), f"cannot be read: {_plain(error)}")
        except (TemplateError, ValueProblem, TypeError, RecursionError) as error:
            return Problem(where(_line(error)), _plain(error))
        return Filled(text, frozenset(said))


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    inner = depth + isinstance(node, nodes.For)
    for child in node.iter_child_nodes():
        yield from _walk(child, inner)


def _plain(error: BaseException) -> str:
    text = str(getattr(error, "message", None) or error).strip()
    if isinstance(error, TypeError):
        return "a value is used in a way that does not suit its type"
    if match := re.fullmatch(r"'(\w+)' is undefined", text):
        return f"there is no `{match[1]}`"
    return text[:1].lower() + text[1:].rstrip(".") if text else "cannot be filled in"


def _line(error: BaseException) -> int:
    """Return the line of the template at which it failed."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
