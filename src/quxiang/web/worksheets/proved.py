"""Which records have every paper asked of them, as one condition over the files that are live."""

from __future__ import annotations

from django.db.models import Exists, Q

from quxiang.standards import Standard
from quxiang.standards.proofs import proofs_of
from quxiang.web.evidence.selectors import LIST
from quxiang.web.worksheets.standing import live_files

_CODE = "registration__current__code"
Accepted = tuple[str, ...]


def proved(standard: Standard) -> Q:
    """Return that all is there a code asks for, over rows of :func:`standing.standing`.

    What only a start-up of one form is asked for is not told: its records are looked at singly.
    """
    groups = _groups(standard)
    asking = [code for codes in groups.values() for code in codes]
    met = ~Q(**{f"{_CODE}__in": asking})
    for asked, codes in groups.items():
        there = Q(**{f"{_CODE}__in": codes})
        for accepted in asked:
            there &= Q(Exists(live_files().filter(_proves(accepted))))
        met |= there
    return met


def _groups(standard: Standard) -> dict[tuple[Accepted, ...], list[str]]:
    """Return the codes that ask for the same, by what each paper of it may be."""
    found: dict[tuple[Accepted, ...], list[str]] = {}
    for code in sorted({row.code for row in standard.required_evidence}):
        asked = [each for each in proofs_of(standard, code) if each.startup_form is None]
        if kinds := tuple(tuple(each.accepted) for each in asked):
            found.setdefault(kinds, []).append(code)
    return found


def _proves(accepted: Accepted) -> Q:
    return Q(kind__in=accepted) | Q(is_list=True) if LIST in accepted else Q(kind__in=accepted)
