"""A Word template: whether it uses only what there is, and filled with a bulletin.

A template is a stranger's program. So before it is kept every construct in it is looked at: fields
by name, ``for`` over a list, ``if``; no call, no filter, no item of an item. It then runs in
Jinja's sandbox, with texts and lists of texts around it and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quxiang.web.bulletins.fields import ATTRIBUTES, NAMES, sample
from quxiang.web.bulletins.packing import BROKEN, SAVE_AS, looked_through, refusal, repacked
from quxiang.web.common.refusals import InvalidError

_LOOP = frozenset({"index", "first", "last", "length"})
#: a loop in a loop in a loop would be a heavy file, and no table needs it
_DEEPEST = 2
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For,
    nodes.If, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
UNKNOWN = "模板里用了没有的字段“{}”，没有保存。"
SEE = "可用的字段列在“Word 模板”页上；请照那里的名称改写。"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it: no filter, test or function; texts are escaped for XML."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, loader=None)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in ("e", "escape")}
        self.tests.clear()


def checked(content: bytes) -> bytes:
    """Return a template that may be kept; raises :class:`InvalidError` with what is wrong in it."""
    looked_through(content)
    template = _opened(content)
    for source in _sources(template):
        _look_at(source)
    filled(content, sample())
    return content


def filled(content: bytes, context: Mapping[str, Any]) -> bytes:
    """Return the Word file of a template and a bulletin; the same bytes for the same two."""
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


def _look_at(source: str) -> None:
    try:
        tree = _Sandbox().parse(source)
    except TemplateSyntaxError as error:
        raise _wrong(error) from error
    _walk(tree, frozenset(), 0)


def _walk(node: nodes.Node, bound: frozenset[str], depth: int) -> None:
    """Look at a construct and all within; ``bound`` are the names loops have given."""
    if not isinstance(node, _ALLOWED):
        what = type(node).__name__
        raise refusal(
            "construct", f"模板里用了不允许的写法（{what}），没有保存。",
            "模板只能写字段、逐行的 for 和 if，不能写函数、过滤器和下标。",
        )  # fmt: skip
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in NAMES | bound:
        raise refusal("field", UNKNOWN.format(node.name), SEE)
    if isinstance(node, nodes.Getattr):
        _attribute(node, bound)
    if isinstance(node, nodes.For):
        if depth == _DEEPEST:
            raise refusal("construct", "模板里的循环套得太深，没有保存。", "最多套两层。")
        if not isinstance(node.target, nodes.Name) or node.target.name in NAMES:
            raise refusal("construct", "循环里的名称不能是已有字段，没有保存。", SEE)
        _walk(node.iter, bound, depth)
        bound, depth = bound | {node.target.name, "loop"}, depth + 1
        for each in (*node.body, *node.else_):
            _walk(each, bound, depth)
        return
    for each in node.iter_child_nodes():
        _walk(each, bound, depth)


def _attribute(node: nodes.Getattr, bound: frozenset[str]) -> None:
    of = node.node.name if isinstance(node.node, nodes.Name) else ""
    allowed = _LOOP if of == "loop" else ATTRIBUTES if of in bound else frozenset()
    if node.attr not in allowed:
        raise refusal("field", UNKNOWN.format(f"{of}.{node.attr}"), SEE)


def _wrong(error: TemplateError) -> InvalidError:
    line = f"（{error.message}）" if error.message else ""
    return refusal("syntax", f"模板里的花括号写法有误，没有保存{line}。", "请从随附的模板改起。")
