"""The roster as an import: who is on it, matched by examination, student, identity number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from quxiang.problems import Problem
from quxiang.web.common.columns import update_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.imports.meanwhile import CHANGED, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Target, register
from quxiang.web.roster import importphones
from quxiang.web.roster.access import may_run_roster
from quxiang.web.roster.importfields import FIELDS, TITLES
from quxiang.web.roster.models import Graduate, GraduateVersion, Person
from quxiang.web.roster.services import bulk
from quxiang.web.roster.services.holders import Newcomer
from quxiang.web.roster.staging import diffs, plain, stage

K = StagedRow.Kind
REASON = GraduateVersion.Reason
_NULLABLE = ("graduation_on", "status_on", "residence_id")


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as the model has them; an emptied date or unit is nothing."""
    return {name: None if v == "" and name in _NULLABLE else v for name, v in facts.items()}


@contextmanager
def _numbers_still_free() -> Iterator[None]:
    """Say in a sentence that somebody else took a number since the preview was made."""
    try:
        yield
    except IntegrityError as error:
        raise InvalidError(
            "预览之后，名册里有人用了这份表里的号码，剩下的行没有应用。请重新上传，核对新的预览后再应用。"
        ) from error


def apply(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Write new people and changed facts of a batch; return what undo needs."""
    source = f"导入 {upload.filename}"[:80]
    new = [row for row in batch if row.kind == K.NEW]
    changed = [row for row in batch if row.kind == K.CHANGED]
    assert upload.cohort is not None  # noqa: S101 - the target needs a cohort
    newcomers = [
        Newcomer(_typed(r.values["facts"]), r.values["person"], r.values["account"]) for r in new
    ]
    with _numbers_still_free():
        keys = bulk.add_many(upload.cohort, newcomers, by=upload.by, source=source)
        undo = _change(changed, upload, source)
    for row, key in zip(new, keys, strict=True):
        row.object_id, undo[row.pk] = key, {"graduate": key}
    return undo


def _change(rows: Sequence[StagedRow], upload: Import, source: str) -> dict[int, Any]:
    graduates = _read_again([row.object_id for row in rows if row.object_id is not None])
    undo: dict[int, Any] = {}
    changes, persons, phones = [], [], []
    for row in rows:
        graduate = graduates[row.object_id or 0]
        if not _as_shown(graduate, row):
            leave_out(row, CHANGED)
            continue
        if not importphones.as_shown(graduate, row):
            continue
        facts, person = _typed(row.values["facts"]), row.values.get("person", {})
        before = {name: plain(getattr(graduate, name)) for name in facts}
        was = {name: plain(getattr(graduate.person, name)) for name in person}
        undo[row.pk] = {"graduate": graduate.pk, "facts": before, "person": was}
        changes.append((graduate, facts))
        persons.append((graduate.person_id, person))
        phones.append((graduate, row.values.get("phone", {})))
    _change_facts(changes, REASON.CORRECTION, upload, source)
    _write_persons(persons)
    importphones.fill_in(phones, upload)
    return undo


def _read_again(keys: Sequence[int]) -> dict[int, Graduate]:
    """Return graduates as they are now; whoever writes them too must wait."""
    rows = Graduate.objects.select_for_update(of=("self",)).order_by("pk")
    return {each.pk: each for each in rows.filter(pk__in=keys).select_related("person__user")}


def _as_shown(graduate: Graduate, row: StagedRow) -> bool:
    """Say whether what a row would change still is what its preview showed."""
    seen, identity = row.values.get("seen", {}), graduate.person.identity_blind
    same = row.values.get("identity_seen", identity) == identity
    return same and all(plain(getattr(graduate, name)) == was for name, was in seen.items())


def _change_facts(
    changes: Iterable[tuple[Graduate, Mapping[str, Any]]], reason: str, upload: Import, source: str
) -> None:
    """Record facts of graduates read again, and so locked: nobody is left out."""
    real = [(graduate, facts) for graduate, facts in changes if facts]
    if bulk.change_many(real, reason=reason, by=upload.by, source=source):
        raise StaleStateError


def _write_persons(persons: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Write the columns identity numbers give, where a row has any."""
    given = [(key, columns) for key, columns in persons if columns]
    if given:
        names = list(given[0][1])
        rows = [(*(columns[name] for name in names), key) for key, columns in given]
        update_columns(Person, names, rows)


def undo(upload: Import, batch: Sequence[StagedRow]) -> None:
    """Put a batch back: new people leave the roster, changed facts get their old values.

    What somebody has written since the import stays as they wrote it, and the row says so.
    """
    source = f"撤销导入 {upload.filename}"[:80]
    steps: list[tuple[StagedRow, Mapping[str, Any]]] = [(r, r.undo) for r in batch if r.undo]
    graduates = _read_again([step["graduate"] for _, step in steps])
    _remove([(graduates[step["graduate"]], row) for row, step in steps if _is_new(step)], upload)
    changed = [(graduates[step["graduate"]], row, step) for row, step in steps if not _is_new(step)]
    back = [(graduate, _untouched(graduate, row, step)) for graduate, row, step in changed]
    _change_facts(back, REASON.CORRECTION, upload, source)
    _write_persons(
        (graduate.person_id, step["person"])
        for graduate, row, step in changed
        if graduate.person.identity_blind == row.values.get("person", {}).get("identity_blind")
    )
    importphones.take_out(
        ((graduate, row.values.get("phone", {})) for graduate, row, _ in changed), upload
    )


def _is_new(step: Mapping[str, Any]) -> bool:
    return "facts" not in step


def _remove(newcomers: Sequence[tuple[Graduate, StagedRow]], upload: Import) -> None:
    """Take newcomers off the roster; of whom somebody recorded more since, they stay."""
    keys = [graduate.pk for graduate, _ in newcomers]
    later = set(
        GraduateVersion.objects.filter(graduate__in=keys, number__gt=1).values_list(
            "graduate_id", flat=True
        )
    )
    for graduate, row in newcomers:
        if graduate.pk in later:
            leave_out(row, KEPT)
    gone = [(graduate, {"removed": True}) for graduate, _ in newcomers if graduate.pk not in later]
    _change_facts(gone, REASON.REMOVAL, upload, f"撤销导入 {upload.filename}"[:80])


def _untouched(graduate: Graduate, row: StagedRow, step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts to put back: those that still are as the import left them.

    A row of which others stay says which.
    """
    written = _typed(row.values["facts"])
    later = [n for n in step["facts"] if plain(getattr(graduate, n)) != written[n]]
    if later:
        told = "、".join(TITLES.get(name, name) for name in later)
        message = f"应用之后，又有人改过：{told}。"
        remedy = "这些保持后来的值，其余已撤销。" if len(later) < len(written) else KEPT.remedy
        leave_out(row, Problem(KEPT.code, message, remedy))
    return {name: was for name, was in step["facts"].items() if name not in later}


ROSTER = register(
    Target(
        name="roster", title="毕业生名册", needs_cohort=True, fields=FIELDS, stage=stage,
        sentence="一届毕业生的名单与基本信息，按考生号、学号、身份证号与已有的人对上。",
        may=may_run_roster, apply=apply, undo=undo, batch=1_000, about=lambda row: row.object_id,
        diffs=diffs, one_of=("student_no", "exam_no", "identity_no"),
    )
)  # fmt: skip
