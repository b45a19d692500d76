"""Finds the places of a module where a small fault can be planted, and plants one."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
_MARKED_FOR_TRANSLATION = frozenset({"_", "gettext_noop"})
_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One small change: the characters of a module from `start` to `end` replaced by `text`."""

    module: str
    line: int
    start: int
    end: int
    text: str
    was: str

    def plant(self, source: str) -> str:
        """The module's source with the fault in it."""
        return source[: self.start] + self.text + source[self.end :]

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {_on_one_line(self.was)} -> {_on_one_line(self.text)}"


def _on_one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def find_faults(module: str, source: str) -> list[Fault]:
    """Every fault that can be planted in a module; none in annotations, messages or f-strings."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def offset(line: int, column: int) -> int:
        """The place in the text; columns are counted in bytes."""
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    faults = []
    for node in _nodes(ast.parse(source)):
        start = offset(node.lineno, node.col_offset)
        end = offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        was = source[start:end]
        faults += [
            Fault(module=module, line=node.lineno, start=start, end=end, text=text, was=was)
            for text in _changes(node)
        ]
    return faults


def _nodes(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Every statement and expression below a node that is run, and not only read by people or mypy."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            yield from _nodes(child)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in _MARKED_FOR_TRANSLATION
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring


def _changes(node: ast.expr | ast.stmt) -> Iterator[str]:
    """What the node may be replaced by; nothing for most."""
    match node:
        case ast.Compare(left, [operator], right) if type(operator) in _COMPARED:
            yield _write(ast.Compare(left, [_COMPARED[type(operator)]()], right))
        case ast.BoolOp(operator, values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield _write(ast.BoolOp(other, values))
            yield _write(values[0])
        case ast.UnaryOp(ast.Not(), operand):
            yield _write(operand)
        case ast.BinOp(left, operator, right) if type(operator) in _COMPUTED:
            yield _write(ast.BinOp(left, _COMPUTED[type(operator)](), right))
        case ast.Constant(bool(value)):
            yield str(not value)
        case ast.Constant(int(value)):
            yield str(value + 1)
        case ast.IfExp(_test, body, orelse):
            yield _write(body)
            yield _write(orelse)
        case ast.Return(value) if value is not None and not _is_none(value):
            yield "return None"
        case ast.Expr(ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _write(expression: ast.expr) -> str:
    return f"({ast.unparse(expression)})"
