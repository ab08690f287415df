"""Set faulty cells right in the preview: kept with the import, and the file is judged anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.imports.fields import Field
from quxiang.web.imports.halted import refuse_halted
from quxiang.web.imports.models import Correction, Import, StagedRow
from quxiang.web.imports.states import TRANSITIONS
from quxiang.web.imports.targets import get_target
from quxiang.web.jobs import services as jobs

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

PURPOSE = "value"
LONGEST = 400
#: row and field of a cell
Cell = tuple[int, str]


@trail.atomic()
def correct(*, upload: Import, cells: Mapping[Cell, str], by: User) -> None:
    """Keep what cells should have said and have the file judged anew, all rows of it.

    Refuses where no faulty cell was changed; an empty text leaves the cell out.
    """
    require(get_target(upload.target).may(by))
    fields = {each.name: each for each in get_target(upload.target).fields}
    rows = StagedRow.objects.filter(upload=upload, number__in={row for row, _ in cells})
    faulty = {(row, name): text for row, name, _, text in faulty_cells(upload, rows)}
    changed = {
        (row, name): text.strip()[:LONGEST]
        for (row, name), text in cells.items()
        if (row, name) in faulty and text.strip() != faulty[row, name]
    }
    if not changed:
        raise InvalidError("没有改动任何有误的单元格。请改好要改的值，再按“按改正的值重新核对”。")
    sheets = upload.problem.get("sheets", [])
    move(upload, TRANSITIONS["correct"], by=by, problem={"sheets": sheets})
    refuse_halted(upload)
    for (row, name), text in changed.items():
        Correction.objects.update_or_create(
            upload=upload, row=row, field=name,
            defaults={"value_sealed": sealed.seal(text, PURPOSE), "by": by, "at": clock.now()},
        )  # fmt: skip
    told = {
        f"第 {row} 行 {fields[n].title}": _told(fields[n], t) for (row, n), t in changed.items()
    }
    trail.record("import.correct", upload, by=by, after=told)
    jobs.enqueue("imports.read", by=by, key=str(upload.pk), import_id=upload.pk)


def _told(field: Field, text: str) -> str:
    return sealed.masked(text) if field.sealed else text


def faulty_cells(upload: Import, rows: Iterable[StagedRow]) -> list[tuple[int, str, str, str]]:
    """Return the faulty cells of rows: row, field, its title, and what stands there.

    Of a personal number nothing is returned.
    """
    fields = {each.title: each for each in get_target(upload.target).fields}
    found: dict[Cell, tuple[str, str]] = {}
    for row in rows:
        for each in row.problems if row.kind == StagedRow.Kind.PROBLEM else ():
            if (field := fields.get(each["column"])) is not None:
                shown = "" if field.sealed else str(each["value"])
                found.setdefault((row.number, field.name), (field.title, shown))
    return [(row, name, title, shown) for (row, name), (title, shown) in found.items()]


def corrected(upload: Import) -> dict[int, dict[str, str]]:
    """Return what cells should say, by row and field."""
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for each in Correction.objects.filter(upload=upload):
        texts[each.row][each.field] = sealed.unseal(each.value_sealed, PURPOSE)
    return dict(texts)


def forget_values(upload: Import) -> None:
    """Let go of what was typed in, once the file is gone; who corrected what stays."""
    Correction.objects.filter(upload=upload).update(value_sealed="")
