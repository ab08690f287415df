"""Say what a destination asks for: fields, evidence, and what goes with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from quxiang.standards import Standard
from quxiang.standards.rows import Sourced
from quxiang.standards.tables import GRADUATES

TITLES = {
    "required_fields": "必填字段", "required_evidence": "佐证材料要求",
    "code_conflicts": "代码冲突（去向与单位性质、行业、职位）",
}  # fmt: skip
HEADERS: Mapping[str, tuple[str, ...]] = {
    "required_fields": ("去向", "字段", "可代替", "要求"),
    "required_evidence": ("去向", "材料", "任一即可", "创业形式", "要求"),
    "code_conflicts": ("条件", "字段", "相符的代码", "待核的代码", "理由", "要求"),
}
Told = tuple[tuple[str, ...], Sourced]
_SEVERITIES = {"error": "必须", "notice": "待核"}


def matrix_rows(standard: Standard, name: str) -> Sequence[Sourced]:
    """Return the rows of one of TITLES."""
    rows: Sequence[Sourced] = getattr(standard, name)
    return rows


def told(standard: Standard, name: str) -> Iterator[Told]:
    """Yield each row as cells under HEADERS, with what it rests on."""
    return _TELLERS[name](standard)


def _fields(standard: Standard) -> Iterator[Told]:
    for row in standard.required_fields:
        others = "、".join(row.alternatives)
        yield (row.code, row.field, others, _SEVERITIES[row.severity]), row


def _evidence(standard: Standard) -> Iterator[Told]:
    kinds = standard.tables["evidence_kind"]

    def named(code: str) -> str:
        kind = kinds.get(code)
        return kind.name if kind is not None else code

    for row in standard.required_evidence:
        others = "；".join(named(kind) for kind in row.alternatives)
        severity = _SEVERITIES[row.severity]
        yield (row.code, named(row.kind), others, row.startup_form, severity), row


def _conflicts(standard: Standard) -> Iterator[Told]:
    for row in standard.code_conflicts:
        given = f"{_titled(row.given)} {row.value}"
        fits = row.fits.removeprefix("!")
        shown = f"除 {fits} 外" if row.fits.startswith("!") else fits or "只能空着"
        doubtful = "|".join(row.doubtful)
        severity = _SEVERITIES[row.severity]
        yield (given, _titled(row.field), shown, doubtful, row.reason, severity), row


def _titled(field: str) -> str:
    return GRADUATES.by_name[field].aliases[0]


_TELLERS: Mapping[str, Callable[[Standard], Iterator[Told]]] = {
    "required_fields": _fields,
    "required_evidence": _evidence,
    "code_conflicts": _conflicts,
}
