"""The shape of a comparison; its fields, in this order, are its JSON."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from quxiang.engine.results import Finding

Form = msgspec.Struct


class Fact(Form, frozen=True):
    """Something that decides about figures and is not the same: a setting, a scheme, the key."""

    name: str
    before: str
    after: str


class TableChange(Form, frozen=True):
    """A table: rows before and after, and how many of them only one of the snapshots has."""

    name: str
    before: int
    after: int
    new: int
    gone: int


class Who(Form, frozen=True):
    """A graduate, as an office finds one."""

    graduate_id: str
    exam_no: str | None
    student_no: str | None
    name: str | None
    college: str | None
    code: str | None


class FieldChange(Form, frozen=True):
    """A field before and after, as stored, and as an office reads it (``…_said``)."""

    field: str
    title: str
    before: str | None
    after: str | None
    before_said: str | None
    after_said: str | None


class PersonChange(Form, frozen=True):
    who: Who
    fields: tuple[FieldChange, ...]


class People(Form, frozen=True):
    new: tuple[Who, ...]
    gone: tuple[Who, ...]
    changed: tuple[PersonChange, ...]


class Because(Form, frozen=True):
    """One named change and whom it brought into a count (``effect`` 1) or out of it (-1)."""

    change: str
    effect: int
    count: int
    subjects: tuple[str, ...]


class Side(Form, frozen=True):
    """A numerator or denominator; ``after - before`` is ``entered - left``, all of them named.

    ``explained`` is false where the snapshots hold too little to name them.
    """

    before: int
    after: int
    entered: int
    left: int
    explained: bool
    because: tuple[Because, ...]


class FigureChange(Form, frozen=True):
    code: str
    title: str
    standard: str
    group: Mapping[str, str]
    group_names: Mapping[str, str]
    per: int
    before: str | None
    after: str | None
    numerator: Side
    denominator: Side

    @property
    def changed(self) -> bool:
        sides = (self.numerator, self.denominator)
        return any(each.before != each.after or each.because for each in sides)


class FindingChange(Form, frozen=True):
    """A finding in both snapshots whose columns or verdict are not the same."""

    finding: Finding
    fields: tuple[FieldChange, ...]


class Findings(Form, frozen=True):
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    changed: tuple[FindingChange, ...]


NO_FINDINGS = Findings((), (), ())
