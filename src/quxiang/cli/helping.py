"""The layout of a help text, measured in the cells of a terminal: a Chinese character takes two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click
from rich.cells import cell_len

#: a word of ASCII stays whole, a mark stays behind what it follows, anything else may be parted
_PIECES = re.compile(r"[!-~]+|[^!-~\s]|\s+")
_MARKS = frozenset("，。、；：！？）》”’％…")
_WIDEST_NAME = 32


class Formatter(click.HelpFormatter):
    """Writes usage, texts and lists in Chinese and in columns that stand below each other."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST_NAME, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        names = [cell_len(name) for name, _ in rows]
        first = max((each for each in names if each <= col_max), default=col_max) + col_spacing
        indent = " " * self.current_indent
        for (name, text), taken in zip(rows, names, strict=True):
            lines = wrapped(text, self.width - self.current_indent - first) or [""]
            if taken + col_spacing > first:
                self.write(f"{indent}{name}\n{indent}{' ' * first}{lines[0]}\n")
            else:
                self.write(f"{indent}{name}{' ' * (first - taken)}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most ``width`` cells; no mark begins a line."""
    lines: list[str] = []
    line = ""
    for piece in _kept_together(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _kept_together(text: str) -> Iterator[str]:
    piece = ""
    for part in _PIECES.findall(text):
        if piece and part in _MARKS:
            piece += part
            continue
        if piece:
            yield piece
        piece = part
    yield piece
