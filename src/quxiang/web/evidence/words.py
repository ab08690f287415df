"""What kinds of papers are called, and what each may be chosen for."""

from __future__ import annotations

from quxiang.standards import Standard

#: kinds that come from elsewhere in the program, or prove nothing
_NOT_CHOSEN = frozenset({"list", "confirmation", "internship"})
#: kinds that show what somebody earns: to be covered before they are kept
WAGES = frozenset({"income"})


def kind_names(standard: Standard) -> dict[str, str]:
    """Return every kind of paper by its code."""
    return {code: row.name for code, row in standard.tables["evidence_kind"].rows.items()}


def kinds_to_choose(standard: Standard, first: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return the kinds somebody uploads, those that are asked for first."""
    names = {c: n for c, n in kind_names(standard).items() if c not in _NOT_CHOSEN}
    order = [*(each for each in first if each in names), *names]
    return [(code, names[code]) for code in dict.fromkeys(order)]
