"""The kinds of paper there are templates of: apps register theirs, nothing here names one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quxiang.web.wordfiles.fields import Field, sample_of

#: what a template is tried with and what came of it; raises ``InvalidError`` where it will not do
Proof = Callable[[bytes, Mapping[str, Any]], None]


@dataclass(frozen=True)
class WordKind:
    """One kind of paper: what it is called and for, its fields, the template shipped.

    ``proof`` looks at the filled sample where a file must come back readable.
    """

    code: str
    title: str
    purpose: str
    fields: tuple[Field, ...]
    shipped: Callable[[], bytes]
    proof: Proof | None = None

    @property
    def filename(self) -> str:
        return f"{self.title}模板.docx"

    def sample(self) -> dict[str, Any]:
        return sample_of(self.fields)


_kinds: dict[str, WordKind] = {}


def register(kind: WordKind) -> WordKind:
    _kinds[kind.code] = kind
    return kind


def all_kinds() -> list[WordKind]:
    return sorted(_kinds.values(), key=lambda each: each.code)


def find_kind(code: str) -> WordKind | None:
    return _kinds.get(code)


def kind_of(code: str) -> WordKind:
    return _kinds[code]
