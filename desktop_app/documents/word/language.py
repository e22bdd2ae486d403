"""The little language of templates: what a tag may say, and whether it names fields there are.

A tag may write a field, walk through a list, and ask whether something is there; it may not call, calculate or reach
into anything. What remains cannot run away: lists inside lists are only those of the entry in hand, and the length of
what is written is limited.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from db.problems import ProblemError
from desktop_app.documents.word.fields import LOOP, ListOf, Record, Shape

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_WRITTEN = 64 << 20
"""Characters one part of a document may have; a year's book of a large cell has two million."""
_DEEPEST = 3
_FILTERS = frozenset({"upper", "lower"})
_TESTS = frozenset({"defined", "none"})
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
_HARMLESS = ("Template", "Output", "TemplateData", "If", "CondExpr", "And", "Or", "Not", "Compare", "Operand", "Const")


class Ready(str):
    """Text that is XML already and is written as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def plain(value: object) -> str:
    """Return what is written for a value: its text, with nothing in it that XML or a template would understand."""
    text = _ILLEGAL.sub("?", "" if value is None else str(value))
    # Braces too: the text that comes out is searched for tags once more by the library.
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox templates are filled in: everything escaped, nothing undefined passed over in silence."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def shown(value: object) -> Ready:
        return value if isinstance(value, Ready) else Ready(plain(value))

    # S701 asks for autoescape, which stands here.
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=shown, cache_size=0)
    made.globals.clear()
    for filters in (made.filters, made.tests):
        for name in [name for name in filters if name not in _FILTERS | _TESTS]:
            del filters[name]
    made.concat = _limited  # type: ignore[method-assign]
    return made


def _limited(pieces: Iterable[str]) -> str:
    kept, room = [], MAX_WRITTEN
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise ProblemError("M61", limit=MAX_WRITTEN >> 20)
        kept.append(piece)
    return "".join(kept)


class Used:
    """What the tags of a template name."""

    def __init__(self) -> None:
        self.unknown: dict[str, None] = {}
        """Names of fields there are not, in the order met."""


def check(source: str, shape: Record, used: Used) -> None:
    """Check the tags of a part whose text was put together already; unknown fields are added to ``used``.

    Raises ProblemError: M64 (a tag cannot be understood), M65 (a tag does what templates may not do).
    """
    from jinja2 import TemplateError

    try:
        tree = environment().parse(source)
    except TemplateError as error:
        raise ProblemError(
            "M64", near=near(source, getattr(error, "lineno", 1) or 1), why=error.message or ""
        ) from error
    except RecursionError as error:
        raise ProblemError("M65", tag="…") from error
    walk = _Walk(source, used)
    for node in tree.body:
        walk.visit(node, dict(shape), depth=0)


def near(source: str, line: int) -> str:
    """Return the words around a line of a part, tags of XML left out."""
    lines = source.split("\n")
    for text in lines[max(0, line - 1) : line + 2]:
        words = " ".join(re.sub("<[^>]*>", " ", text).split())
        if words:
            return words[:100]
    return ""


class _Walk:
    def __init__(self, source: str, used: Used) -> None:
        self.source, self.used = source, used

    def visit(self, node: nodes.Node, scope: Mapping[str, Shape], depth: int) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            self._loop(node, scope, depth)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self._shape(node, scope)
        elif isinstance(node, nodes.Filter | nodes.Test):
            known = _FILTERS if isinstance(node, nodes.Filter) else _TESTS
            asked = node.node
            if node.name not in known or node.args or node.kwargs or asked is None:
                self._refuse(node)
            self.visit(asked, scope, depth)
        elif type(node).__name__ in _HARMLESS:
            for inner in node.iter_child_nodes():
                self.visit(inner, scope, depth)
        else:
            self._refuse(node)

    def _loop(self, node: nodes.For, scope: Mapping[str, Shape], depth: int) -> None:
        from jinja2 import nodes

        if node.test or node.recursive or node.else_ or depth >= _DEEPEST or not isinstance(node.target, nodes.Name):
            self._refuse(node)
        # Inside a loop only lists of the entry in hand: a list walked through once for each entry of itself or of
        # another grows beyond measure.
        if depth and not isinstance(node.iter, nodes.Getattr):
            self._refuse(node)
        walked = self._shape(node.iter, scope)
        if walked is None:
            inner: Shape = None
        elif isinstance(walked, ListOf):
            inner = walked.entry
        else:
            self._refuse(node)
        within = {**scope, "loop": LOOP, node.target.name: inner}
        for part in node.body:
            self.visit(part, within, depth + 1)

    def _shape(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """Return the shape of a field, None where it is unknown."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            if node.name not in scope:
                self.used.unknown[node.name] = None
            return scope.get(node.name)
        if not isinstance(node, nodes.Getattr):
            self._refuse(node)
        holder = self._shape(node.node, scope)
        if isinstance(holder, Mapping) and node.attr in holder:
            return holder[node.attr]
        if holder is not None:
            self.used.unknown[_spoken(node)] = None
        return None

    def _refuse(self, node: nodes.Node) -> NoReturn:
        raise ProblemError("M65", tag=near(self.source, node.lineno))


def _spoken(node: nodes.Node) -> str:
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return f"{_spoken(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
