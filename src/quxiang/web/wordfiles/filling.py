"""A Word template: whether it uses only what its kind has, and filled with a paper's texts.

A template is a stranger's program. So before it is kept every construct in it is looked at: fields
by name, ``for`` over a list, ``if``; no call, no filter, no item of an item. It then runs in
Jinja's sandbox, with texts and lists of texts around it and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quxiang.web.common.refusals import InvalidError
from quxiang.web.wordfiles.fields import Field, named
from quxiang.web.wordfiles.kinds import WordKind
from quxiang.web.wordfiles.packing import BROKEN, SAVE_AS, looked_through, refusal, repacked

_LOOP = Field("loop", "", columns=tuple(
    Field(each, "") for each in ("index", "first", "last", "length")
))  # fmt: skip
#: a whole list within a whole list within another would be a heavy file, and no table needs it
_DEEPEST = 2
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For,
    nodes.If, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
UNKNOWN = "模板里用了没有的字段“{}”，没有保存。"
SEE = "可用的字段列在本页上；请照那里的名称改写。"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it: no filter, test or function; texts are escaped for XML."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, loader=None)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in ("e", "escape")}
        self.tests.clear()


def checked(kind: WordKind, content: bytes) -> bytes:
    """Return a template that may be kept; raises :class:`InvalidError` with what is wrong in it."""
    looked_through(content)
    template = _opened(content)
    for source in _sources(template):
        _look_at(kind, source)
    sample = kind.sample()
    made = filled(content, sample)
    if kind.proof is not None:
        kind.proof(made, sample)
    return content


def filled(content: bytes, context: Mapping[str, Any]) -> bytes:
    """Return the Word file of a template and a paper's texts; the same bytes for the same two."""
    template = _opened(content)
    buffer = BytesIO()
    try:
        template.render(dict(context), jinja_env=_Sandbox(), autoescape=True)
        template.save(buffer)
    except InvalidError:
        raise
    except TemplateError as error:
        raise _wrong(error) from error
    except Exception as error:  # whatever the XML of a stranger does to the library
        remedy = "请从随附的模板改起，不要拆开花括号里的文字。"
        raise refusal("broken", "这个模板填不出文件，没有保存。", remedy) from error
    return repacked(buffer.getvalue())


def _opened(content: bytes) -> Any:
    from docxtpl import DocxTemplate  # noqa: PLC0415 - large, and only Word files need it

    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
    except Exception as error:  # the library says in many ways that it cannot read a file
        raise refusal("broken", BROKEN, SAVE_AS) from error
    return template


def _sources(template: Any) -> Iterator[str]:
    """Give everything of a file that is filled in: body, heads and feet, notes, properties."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.get_docx().part.package.parts:
        if str(part.partname).endswith("footnotes.xml"):
            yield template.patch_xml(part.blob.decode("utf-8", "replace"))
    properties = template.get_docx().core_properties
    for name in ("author", "comments", "keywords", "subject", "title", "category"):
        yield str(getattr(properties, name, "") or "")


def _look_at(kind: WordKind, source: str) -> None:
    try:
        tree = _Sandbox().parse(source)
    except TemplateSyntaxError as error:
        raise _wrong(error) from error
    _walk(tree, _Around(kind.fields))


@dataclass(frozen=True)
class _Around:
    """What stands around a construct: the kind's fields, what loops gave, the innermost of them."""

    fields: tuple[Field, ...]
    bound: Mapping[str, Field] = field(default_factory=dict)
    innermost: str = ""
    depth: int = 0

    def find(self, name: str) -> Field | None:
        return self.bound.get(name) or named(self.fields, name)


def _walk(node: nodes.Node, around: _Around) -> None:
    """Look at a construct and all within."""
    if not isinstance(node, _ALLOWED):
        what = type(node).__name__
        raise refusal(
            "construct", f"模板里用了不允许的写法（{what}），没有保存。",
            "模板只能写字段、逐行的 for 和 if，不能写函数、过滤器和下标。",
        )  # fmt: skip
    if isinstance(node, nodes.For):
        _loop(node, around)
        return
    if isinstance(node, nodes.Name | nodes.Getattr):
        _field(node, around)
        return
    for each in node.iter_child_nodes():
        _walk(each, around)
        if isinstance(node, nodes.Output) and isinstance(each, nodes.Name | nodes.Getattr):
            _written(each, around)


def _loop(node: nodes.For, around: _Around) -> None:
    """Look at a loop; one over a list of the innermost item makes a file no longer than its data.

    Every other goes through a whole list again, and so counts.
    """
    if not isinstance(node.target, nodes.Name) or named(around.fields, node.target.name):
        raise refusal("construct", "循环里的名称不能是已有字段，没有保存。", SEE)
    _walk(node.iter, around)
    over = _field(node.iter, around)
    if not over.each:
        name = _said(node.iter)
        raise refusal("construct", f"“{name}”不是逐行或逐段的字段，不能循环，没有保存。", SEE)
    own = isinstance(node.iter, nodes.Getattr) and _said(node.iter.node) == around.innermost
    depth = around.depth + (0 if own and around.innermost else 1)
    if depth > _DEEPEST:
        raise refusal("construct", "模板里的循环套得太深，没有保存。", "最多套两层。")
    name = node.target.name
    bound = {**around.bound, name: over.of_each(), "loop": _LOOP}
    within = replace(around, bound=bound, innermost=name, depth=depth)
    for each in (*node.body, *([node.test] if node.test is not None else [])):
        _walk(each, within)
    for each in node.else_:
        _walk(each, around)


def _field(node: nodes.Node, around: _Around) -> Field:
    """Return the field an expression names; refuses one there is not by its name."""
    found: Field | None = None
    if isinstance(node, nodes.Name):
        found = around.find(node.name)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        of = around.bound.get(node.node.name)
        found = of.column(node.attr) if of is not None else None
    if found is None:
        raise refusal("field", UNKNOWN.format(_said(node)), SEE)
    return found


def _written(node: nodes.Node, around: _Around) -> None:
    if not _field(node, around).plain:
        message = f"“{_said(node)}”有多行或多项，不能直接写出，没有保存。"
        raise refusal("field", message, "请照随附的模板用 for 逐行或逐段写。")


def _said(node: nodes.Node) -> str:
    """Return an expression as the template has it, as far as it names fields."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_said(node.node)}.{node.attr}".lstrip(".")
    return ""


def _wrong(error: TemplateError) -> InvalidError:
    line = f"（{error.message}）" if error.message else ""
    return refusal("syntax", f"模板里的花括号写法有误，没有保存{line}。", "请从随附的模板改起。")
