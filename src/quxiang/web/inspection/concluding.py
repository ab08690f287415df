"""What each side concluded of the records of a pack, and whether that still holds: in sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quxiang.web.common import clock
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.worksheets.models import UNREGISTERED, Conclusion, CrossRecord, Side
from quxiang.web.worksheets.standing import Standing, counted_statuses, standing

SIDES = (Side.COLLEGE, Side.CROSS, Side.CENTRE)
#: heads of a list, for each side
HEADS = ("结论", "数据", "材料", "问题", "核查人", "时间")
UNCOUNTED, UNLISTED = "不在统计范围", "没有列入互查"


@dataclass(frozen=True)
class Said:
    """What one side said of a record; ``stands`` is how that is today, in words."""

    stands: str
    data: str = ""
    papers: str = ""
    note: str = ""
    by: str = ""
    at: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.stands, self.data, self.papers, self.note, self.by, self.at)

    @property
    def words(self) -> str:
        """Return it as one cell of a page has it."""
        parts = (self.data, self.papers, self.note, f"{self.by} {self.at}".strip())
        told = "；".join(filter(None, parts))
        return f"{self.stands}（{told}）" if told else self.stands


Sides = tuple[Said, ...]


def heads() -> Iterable[str]:
    return (f"{side.label}{head}" for side in SIDES for head in HEADS)


def concluded(cohort: Cohort, keys: Sequence[int]) -> Mapping[int, Sides]:
    """Return what each side said of each of ``keys``, in the order of ``SIDES``."""
    people = Graduate.objects.filter(pk__in=keys)
    said = _conclusions(keys)
    stands = {
        side: dict(standing(people, side).order_by().values_list("pk", "standing"))
        for side in SIDES
    }  # fmt: skip
    counted = set(
        people.filter(status__in=counted_statuses(cohort)).order_by().values_list("pk", flat=True)
    )
    listed = set(
        CrossRecord.objects.filter(graduate__in=keys, round__cohort=cohort)
        .values_list("graduate_id", flat=True)
    )  # fmt: skip

    def one(key: int, side: Side) -> Said:
        found, how = said.get((key, side)), Standing(stands[side][key])
        if found is not None:
            return _said(found, how)
        if key not in counted:
            return Said(UNCOUNTED)
        return Said(UNLISTED if side == Side.CROSS and key not in listed else str(how.label))

    return {key: tuple(one(key, side) for side in SIDES) for key in keys}


def _conclusions(keys: Sequence[int]) -> Mapping[tuple[int, str], Conclusion]:
    rows = Conclusion.objects.filter(graduate__in=keys, superseded_at__isnull=True)
    return {(each.graduate_id, each.side): each for each in rows.select_related("by")}


def _said(found: Conclusion, how: Standing) -> Said:
    data = found.get_data_display() if found.version else UNREGISTERED[found.data]
    at = f"{clock.local(found.at):%Y-%m-%d %H:%M}"
    return Said(
        str(how.label), data, found.get_papers_display(), found.note, found.by.name, at
    )  # fmt: skip
