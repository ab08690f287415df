"""What a page of figures is about: which state, grouped by what, and what of it a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc
from django.http import Http404, HttpRequest

from quxiang.engine.figureform import FigureRule
from quxiang.engine.results import Figure
from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.access import (
    FIGURES,
    advised_by,
    advises,
    colleges_with_people_for,
    may_see_every_figure,
    may_see_everybody,
    may_see_figures,
    may_see_people,
)
from quxiang.web.season.basis import Frozen, Kept, kept, opened, part_of
from quxiang.web.season.figuring import APART, GROUPINGS, Counted, counted, counted_of, hidden_of
from quxiang.web.season.models import Present, Snapshot
from quxiang.web.season.services.presenting import present

#: asks for the state of now, with the key of one after a hyphen
NOW = "now"
#: asks for the reader's own students; nobody can ask for somebody else's
MINE = "mine"


@dataclass(frozen=True)
class Asked:
    """What a page shows, and of whom: ``within`` is a college, :data:`MINE`, or nothing.

    ``every`` says that figures of the whole school are for this reader, ``people`` that everybody
    in them is.
    """

    user: User
    cohort: Cohort
    snapshots: list[Snapshot]
    row: Kept | None
    as_of: datetime | None
    by: str
    within: str
    every: bool
    people: bool

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Return the colleges whose people the reader sees."""
        return tuple(colleges_with_people_for(self.user).values_list("name", flat=True))

    @property
    def now(self) -> bool:
        return isinstance(self.row, Present)

    @property
    def key(self) -> str:
        """Return what an address names the state by."""
        if self.row is None:
            return NOW
        return f"{NOW}-{self.row.pk}" if isinstance(self.row, Present) else str(self.row.number)

    @property
    def before(self) -> Snapshot | None:
        """Return the snapshot before the state shown."""
        if self.row is None:
            return None
        row = self.row
        if isinstance(row, Present):
            earlier = [each for each in self.snapshots if each.known_at <= row.known_at]
        else:
            earlier = [each for each in self.snapshots if each.number < row.number]
        return next(iter(earlier), None)

    @cached_property
    def state(self) -> Frozen:
        """Return what the figures are counted from, as far as this reader's people go."""
        assert self.row is not None  # noqa: S101 - whoever reads on has looked
        whole = opened(self.row)
        if self.within == MINE:
            keys = pa.array(sorted(advised_by(self.user, self.cohort)), pa.int64())
            rows = whole.dataset.tables["graduates"]["source_row"].cast(pa.int64())
            return part_of(whole, pc.is_in(rows, value_set=keys))
        if self.every:
            return whole
        colleges = whole.dataset.tables["graduates"]["college"].cast(pa.string())
        return part_of(whole, pc.is_in(colleges, value_set=pa.array(self.own, pa.string())))

    @cached_property
    def told(self) -> Counted:
        assert self.row is not None  # noqa: S101 - whoever reads on has looked
        if self.within == MINE:  # kept nowhere: no list of advisers comes of it
            return counted_of(self.state, self.by)
        return counted(self.row, self.by, self.within)

    @property
    def name(self) -> str:
        """Return what the whole is called."""
        return "我的学生" if self.within == MINE else self.within or "全校"

    def sees(self, group: str | None) -> bool:
        """Say whether a group's figure is for this reader; ``None`` is the whole."""
        if self.every or self.within:
            return True
        return group in self.own

    def cell(self, code: str, group: str | None) -> tuple[Figure, FigureRule]:
        """Return one figure of a group, with what it is; raises ``Http404`` where there is none."""
        told = self.told
        rule = next((each for each in told.rules if each.code == code), None)
        row = told.whole if group is None else told.groups.get(group)
        if rule is None or row is None:
            raise Http404
        return row[code], rule

    def named(self, group: str | None) -> str:
        """Return what a group of these is called."""
        if group is None:
            return self.name
        named = self.told.names[group]
        return f"{self.name}·{named}" if self.within else named

    def where(self, group: str | None) -> dict[str, str]:
        """Return what a group is, to the engine."""
        college = {"college": self.within} if self.within not in ("", MINE) else {}
        return college | ({} if group is None else {self.by: group})

    @property
    def names(self) -> bool:
        """Say whether the people in these figures are for this reader."""
        return self.people or not self.every or bool(self.within)

    @cached_property
    def _hidden(self) -> Mapping[str | None, frozenset[str]]:
        return {} if self.names else hidden_of(self.told, self.state)

    def hides(self, group: str | None, code: str) -> bool:
        """Say whether a cell is so small, or would give a small one away, that it is not shown."""
        return code in self._hidden.get(group, ())

    @property
    def groupings(self) -> Mapping[str, str]:
        if not self.names:
            return APART
        if self.every or self.within:
            return GROUPINGS
        return {"college": GROUPINGS["college"]}

    @property
    def answers(self) -> bool:
        """Say whether what is asked of is for this reader at all."""
        if not self.within:
            return self.every or bool(self.own)
        return advises(self.user) if self.within == MINE else self.within in self.own

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """Return whom figures may be asked of, and what that is called."""
        own = [(each, each) for each in self.own]
        first = [("", "全校" if self.every else "各学院")] if self.every or own else []
        return [*first, *own, *([(MINE, "我的学生")] if advises(self.user) else [])]


def asked_of(request: HttpRequest) -> Asked:
    """Return what a request asks for; 403 without any figure to see, 404 for others' figures."""
    user = reader(request)
    require(may_see_figures(user), FIGURES)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    every = may_see_every_figure(user)
    within = request.GET.get("within", "" if every or may_see_people(user) else MINE)
    rows = kept(cohort)
    row, as_of = _row(request.GET.get("snapshot", ""), cohort, rows)
    asked = Asked(
        user, cohort, rows, row, as_of, request.GET.get("by", "college"), within, every,
        may_see_everybody(user),
    )  # fmt: skip
    if not asked.answers or asked.by not in asked.groupings:
        raise Http404
    return asked


def asked_cell(request: HttpRequest) -> tuple[Asked, str, str | None] | None:
    """Return which figure of which group is asked for, ``None`` where no figure is named.

    Raises ``Http404`` for a group that is not for this reader.
    """
    asked, code = asked_of(request), request.GET.get("code", "")
    group = request.GET.get("group")
    if not code:
        return None
    if asked.row is None or not asked.sees(group):
        raise Http404
    return asked, code, group


def _row(asked: str, cohort: Cohort, rows: list[Snapshot]) -> tuple[Kept | None, datetime | None]:
    if asked.startswith(NOW):
        return _now(asked, cohort)
    chosen = [each for each in rows if str(each.number) == asked] if asked else rows[:1]
    if asked and not chosen:
        raise Http404
    return (chosen[0], chosen[0].known_at) if chosen else (None, None)


def _now(asked: str, cohort: Cohort) -> tuple[Kept | None, datetime | None]:
    """Return the very state a page was of, while it is there; else the one of now."""
    key = asked.removeprefix(f"{NOW}-")
    if key.isdecimal() and len(key) < 18:
        found = Present.objects.filter(cohort=cohort, pk=int(key)).first()
        if found is not None:
            return found, found.known_at
    there = present(cohort)
    return there.row, there.as_of
