"""What proves a destination, spelt out: each thing asked for, with all kinds that will do.

The engine's rule on missing evidence and the web's checklist both read it, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quxiang.standards.overlaychecks import STARTUP_FORMS
from quxiang.standards.rows import RequiredEvidence
from quxiang.standards.standard import Standard

#: the form of a start-up that says none, or one nobody knows
UNKNOWN_FORM = "unknown"


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing a destination asks for: ``kind``, or any other of ``accepted``.

    With a ``startup_form`` it is asked of that form only. One that is not ``certain`` rests on no
    public source, so its lack is a question and not a fault.
    """

    kind: str
    accepted: tuple[str, ...]
    title: str
    startup_form: str | None
    certain: bool


def proofs_of(standard: Standard, code: str, parent: str = "") -> Iterator[Proof]:
    """Yield what a code asks for, or its parent where it asks for nothing itself.

    Where the form of a start-up is unknown any form's paper will do.
    """
    asked = [row for row in standard.required_evidence if row.code == code]
    asked = asked or [row for row in standard.required_evidence if row.code == parent]
    for row in asked:
        kinds = (row.kind, *row.alternatives)
        yield _proof(standard, row, kinds, row.startup_form or None)
    if formed := [row for row in asked if row.startup_form]:
        first = {row.startup_form: row.kind for row in reversed(formed)}
        yield _proof(standard, formed[0], tuple(reversed(first.values())), UNKNOWN_FORM)


def asked_of(standard: Standard, code: str, startup_form: str) -> list[Proof]:
    """Return what one record asks for, by its code and the form of its start-up."""
    form = startup_form if startup_form in STARTUP_FORMS else UNKNOWN_FORM
    return [each for each in proofs_of(standard, code) if each.startup_form in (None, form)]


def _proof(
    standard: Standard, row: RequiredEvidence, kinds: tuple[str, ...], form: str | None
) -> Proof:
    table = standard.tables["evidence_kind"]
    named = [found.name if (found := table.get(kind)) else kind for kind in kinds]
    title = named[0] + (f"（或：{'；'.join(named[1:])}）" if named[1:] else "")
    certain = row.severity == "error" and form != UNKNOWN_FORM
    return Proof(row.kind, kinds, title, form, certain)
