"""Read YAML into plain nodes that know their line, without guessing types.

PyYAML resolves ``01`` and ``no`` and accepts a key given twice; a rule file must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from quxiang.problems import Problem, UnusableError, Where

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - a PyYAML built without libyaml
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

_PLAIN_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_INTEGER = re.compile(r"-?\d{1,18}")

_NO_INTEGER = re.compile(r"[-+]?(?:\d{19,}|\d*\.\d+|\d+\.|\d+(?:\.\d*)?[eE][-+]?\d+)")

Value = int | bool | str | tuple[int | bool | str, ...]


class Form:
    """A mapping node of a file: reads its keys, remembers their lines, collects problems."""

    def __init__(self, node: yaml.MappingNode, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.nodes: dict[str, yaml.Node] = {}
        self.line = node.start_mark.line + 1
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        name = str(key.value)
        if name in self.nodes:
            self.complain("duplicate_key", f"“{name}”写了两次。", "请只保留一处。", key)
        for node in (key, value):
            if node.tag not in _PLAIN_TAGS:
                self.complain(
                    "yaml_tag", f"“{name}”用了 YAML 标签 {node.tag}。", "请去掉标签。", node
                )
        self.nodes[name] = value

    def complain(self, code: str, message: str, remedy: str, node: yaml.Node | None = None) -> None:
        line = node.start_mark.line + 1 if node is not None else self.line
        self.problems.append(Problem(code, message, remedy, Where(self.file, cell=f"第 {line} 行")))

    def refuse_other(self, allowed: tuple[str, ...]) -> None:
        """Complain of every key that is not one of ``allowed``."""
        for name in self.nodes:
            if name not in allowed:
                node = self.nodes[name]
                known = "、".join(allowed)
                self.complain("unknown_key", f"不认识的项“{name}”。", f"可用的项：{known}。", node)

    def text(self, name: str, *, required: bool = True, choices: tuple[str, ...] = ()) -> str:
        node = self.nodes.get(name)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
            if required:
                self.complain("missing_key", f"缺少“{name}”。", f"请补上“{name}”。", node)
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.complain("not_text", f"“{name}”应是文字。", "请写成一行文字。", node)
            return ""
        value = str(node.value)
        if choices and value not in choices:
            self.complain(
                "bad_choice", f"“{name}”不能是“{value}”。", f"请用：{'、'.join(choices)}。", node
            )
        return value.strip("\n")

    def names(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Read a list of words; an absent key is an empty list."""
        node = self.nodes.get(name)
        if node is None:
            if required:
                self.complain("missing_key", f"缺少“{name}”。", f"请补上“{name}”。")
            return ()
        if isinstance(node, yaml.SequenceNode) and all(
            isinstance(item, yaml.ScalarNode) for item in node.value
        ):
            return tuple(str(item.value) for item in node.value)
        self.complain("not_list", f"“{name}”应是列表。", f"请写成 {name}: [a, b]。", node)
        return ()

    def form(self, name: str) -> Form | None:
        node = self.nodes.get(name)
        if node is None:
            return None
        if isinstance(node, yaml.MappingNode):
            return Form(node, self.file, self.problems)
        self.complain("not_mapping", f"“{name}”应是“键: 值”。", "请改成一行一个键。", node)
        return None

    def forms(self, name: str) -> Iterator[Form]:
        node = self.nodes.get(name)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.complain("not_list", f"“{name}”应是列表。", "请以“- ”起头逐条写。", node)
            return
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                yield Form(item, self.file, self.problems)
            else:
                self.complain("not_mapping", f"“{name}”的每一条应是“键: 值”。", "请改写。", item)

    def values(self, name: str) -> dict[str, Value]:
        """Read a mapping of parameters: integers, true and false, words, and lists of them."""
        form = self.form(name)
        if form is None:
            return {}
        return {key: self._value(key, node) for key, node in form.nodes.items()}

    def _value(self, key: str, node: yaml.Node) -> Value:
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        scalars = [each for each in items if isinstance(each, yaml.ScalarNode)]
        if scalars and len(scalars) == len(items):
            for each in scalars:
                self._refuse_number(key, each)
            values = tuple(map(scalar, scalars))
            return values if isinstance(node, yaml.SequenceNode) else values[0]
        self.complain("bad_value", f"“{key}”的值不能为空或嵌套。", "请写数字、文字或列表。", node)
        return ""

    def _refuse_number(self, key: str, node: yaml.ScalarNode) -> None:
        """Complain of a number that would stay a text and then be compared as one."""
        if not node.style and _NO_INTEGER.fullmatch(str(node.value)):
            message = f"“{key}”的 {node.value} 不是整数，或太大。"
            self.complain("bad_value", message, "请写不超过 18 位的整数；文字加引号。", node)

    def line_of(self, name: str) -> int:
        """Return the line a value's first line stands on; a block's text begins one below."""
        node = self.nodes.get(name)
        if node is None:
            return self.line
        block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        return int(node.start_mark.line) + (2 if block else 1)


def scalar(node: yaml.ScalarNode) -> int | bool | str:
    """Type an unquoted integer or true/false; everything else, ``01`` included, stays text."""
    return typed(str(node.value)) if not node.style else str(node.value)


def typed(text: str) -> int | bool | str:
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text) and str(int(text)) == text:
        return int(text)
    return text


def shown(value: Value) -> str:
    """Return a parameter as a person writes it."""
    if isinstance(value, tuple):
        return ",".join(shown(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read_form(path: Path, problems: list[Problem]) -> Form | None:
    """Read one YAML file; what is wrong with it is added to ``problems``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append(
            Problem(
                "unreadable", "文件读不出来。", "请确认文件存在且为 UTF-8 编码。", Where(path.name)
            )
        )
        return None
    return parse_form(text, path.name, problems)


def parse_form(text: str, file: str, problems: list[Problem]) -> Form | None:
    try:
        loader = _Loader(text)
        aliases = [e for e in yaml.parse(text, Loader=_Loader) if isinstance(e, yaml.AliasEvent)]
        node = loader.get_single_node()
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        problems.append(_yaml_problem(error, file))
        return None
    if aliases:
        where = Where(file, cell=_line(aliases[0].start_mark))
        problems.append(Problem("yaml_alias", "用了 YAML 引用（*）。", "请把内容写全。", where))
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.append(
            Problem("not_mapping", "文件应由“键: 值”组成。", "请参照随附的规则文件。", Where(file))
        )
        return None
    return Form(node, file, problems)


def _yaml_problem(error: Exception, file: str) -> Problem:
    detail = getattr(error, "problem", None)
    said = f"YAML 写法有误（解析器报告：{detail}）。" if detail else "含有 YAML 不允许的字符。"
    return Problem(
        "bad_yaml",
        said,
        "请检查这一行的缩进、冒号和引号。",
        Where(file, cell=_line(getattr(error, "problem_mark", None))),
    )


def _line(mark: Any) -> str:
    return f"第 {mark.line + 1} 行" if mark is not None else ""


def raise_if(problems: list[Problem]) -> None:
    """Raise :class:`UnusableError` when there is any problem."""
    if problems:
        raise UnusableError(problems)


ParameterValues = Mapping[str, Value]
