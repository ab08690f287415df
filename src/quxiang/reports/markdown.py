"""Pieces of Markdown the catalogue pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

#: stands at the top of every generated page
GENERATED = "<!-- 由 python3 dev.py docs 生成，请改规则或指标文件后重新生成，不要改这一页。 -->"


def text(value: str) -> str:
    """Return a text that Markdown shows as it is, inside a table too."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("|", "\\|").replace("*", "\\*").replace("\n", " ").strip()


def code(value: str) -> str:
    return f"`{value}`"


def codes(values: Iterable[str]) -> str:
    """Return names one after the other, or a dash for none."""
    return "、".join(map(code, values)) or "—"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return names with values, leaving out what is empty."""
    return [f"- {name}：{value}" for name, value in rows if value and value != "—"]


def folded(summary: str, lines: Iterable[str]) -> list[str]:
    """Return lines that open when somebody asks."""
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def block(kind: str, content: str) -> list[str]:
    return [f"```{kind}", *content.strip("\n").splitlines(), "```"]


def anchor(heading: str) -> str:
    """Return what a heading of letters, digits and Chinese is linked by."""
    kept = (each for each in heading.lower() if each.isalnum() or each in " -_")
    return "".join(kept).replace(" ", "-")


def page(lines: Iterable[str]) -> str:
    """Return a whole page, with never two empty lines on end."""
    kept = [GENERATED, ""]
    kept += (line for before, line in pairwise(["", *lines]) if line or before)
    return "\n".join(kept).rstrip() + "\n"
