"""The history oracle: a plain model of the roster says the same as the database, at any moment."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from quxiang.standards.settings import COUNTED_STATUSES
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.roster.denominator import denominator_between
from quxiang.web.roster.models import Graduate, GraduateVersion, Status
from quxiang.web.roster.selectors import as_known_at, as_valid_on
from quxiang.web.roster.services import bulk, changes
from quxiang.web.roster.services.facts import change_facts
from web.cast import Cast, graduate

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STEPS, MOMENTS, SEED = 1_000, 50, 20240726
WATCHED = ("name", "major_name", "level", "status", "college_id", "removed")
Facts = dict[str, Any]


@dataclass
class Model:
    """The roster as a list of what was said, when, from which day on; nothing is ever changed."""

    said: list[tuple[datetime, date, int, Facts]] = field(default_factory=list)

    def say(self, at: datetime, on: date, who: int, **facts: Any) -> None:
        """Note what somebody's facts are now; what changes nothing is no version."""
        was = self.current().get(who, {})
        if any(was.get(name) != value for name, value in facts.items()):
            self.said.append((at, on, who, {**was, **facts}))

    def current(self) -> dict[int, Facts]:
        return {who: facts for _, _, who, facts in self.said}

    def known_at(self, moment: datetime) -> dict[int, Facts]:
        return {who: facts for at, _, who, facts in self.said if at <= moment}

    def valid_on(self, day: date, moment: datetime) -> dict[int, Facts]:
        known = [each for each in self.said if each[0] <= moment and each[1] <= day]
        # sorting keeps the order of one day, so that what was said later wins
        return {who: facts for _, _, who, facts in sorted(known, key=lambda each: each[1])}

    def counted(self, moment: datetime, college: int | None) -> int:
        return sum(
            facts["status"] in COUNTED_STATUSES
            and not facts["removed"]
            and college in (None, facts["college_id"])
            for facts in self.known_at(moment).values()
        )


class Season:
    """Takes random steps through the services and tells the model of each."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.model, self.now = cast, chance, Model(), clock.now()
        self.colleges = [cast.agronomy, cast.letters]
        for _ in range(10):
            self.enrol()

    def step(self) -> None:
        """Let some hours pass, at times none at all, and do one thing."""
        if self.chance.random() < 0.9:
            self.now += timedelta(minutes=self.chance.randrange(1, 400))
        steps = (self.enrol, self.status, self.transfer, self.correct, self.many, self.leave)
        self.chance.choices(steps, weights=(1, 4, 3, 4, 1, 2))[0]()

    def _day(self) -> date:
        """Return the day a change counts from: mostly past, sometimes still to come."""
        self._set_clock()
        return clock.today() - timedelta(days=self.chance.randrange(-10, 60))

    def _set_clock(self) -> None:
        clock.move_to(self.now)

    def _someone(self) -> Graduate:
        pk = self.chance.choice(sorted(self.model.current()))
        return Graduate.objects.get(pk=pk)

    def _tell(self, on: date, who: Graduate, **facts: Any) -> None:
        newest = who.versions.order_by("-number").first()
        assert newest is not None
        # the moment is the database's: the clock runs on between two calls
        self.model.say(newest.recorded_at, on, who.pk, **facts)
        self.now = max(self.now, newest.recorded_at)

    def enrol(self) -> None:
        self._set_clock()
        number = f"77{len(self.model.said):06d}"
        college = self.chance.choice(self.colleges)
        made = graduate(self.cast.cohort, college, number, f"何{number}")
        facts = {"name": f"何{number}", "major_name": "农学", "level": "31", "removed": False}
        today = clock.today()
        self._tell(today, made, status=Status.EXPECTED, college_id=college.pk, **facts)

    def status(self) -> None:
        on, who = self._day(), self._someone()
        status = self.chance.choice(list(Status)).value
        changes.set_status(
            graduates=[who], status=status, effective_on=on, note="名单", by=self.cast.qian
        )
        self._tell(on, who, status=status)

    def transfer(self) -> None:
        on, who = self._day(), self._someone()
        college = self.chance.choice(self.colleges)
        changes.transfer(
            graduates=[who], college=college, effective_on=on, note="转院", by=self.cast.qian
        )
        self._tell(on, who, college_id=college.pk)

    def correct(self) -> None:
        on, who = self._day(), self._someone()
        facts = {
            "name": self.chance.choice(("何晓", "何小", who.name)),
            "level": self.chance.choice(("31", "11", who.level)),
        }
        reason = GraduateVersion.Reason.CORRECTION
        change_facts(graduate=who, changes=facts, reason=reason, by=self.cast.qian, effective_on=on)
        self._tell(on, who, **facts)

    def many(self) -> None:
        """Change several at once, as an import does."""
        on, some = self._day(), {who.pk: who for who in (self._someone() for _ in range(5))}
        major = f"专业{self.chance.randrange(10**6)}"
        facts = [(who, {"major_name": major}) for who in some.values()]
        reason = GraduateVersion.Reason.CORRECTION
        with trail.atomic():
            bulk.change_many(facts, reason=reason, by=self.cast.qian, source="表", effective_on=on)
        for who in some.values():
            self._tell(on, who, major_name=major)

    def leave(self) -> None:
        self._set_clock()
        who = self._someone()
        act = changes.restore if who.removed else changes.remove
        gone = not who.removed
        today = clock.today()
        act(graduate=who, note="核对", by=self.cast.qian)
        self._tell(today, who, removed=gone)


@pytest.fixture
def season(cast: Cast) -> Season:
    """Return a season of a thousand steps; whoever the cast had enrolled is not part of it."""
    Graduate.objects.update(current=None)
    GraduateVersion.objects.all().delete()
    played = Season(cast, random.Random(SEED))
    for _ in range(STEPS):
        played.step()
    return played


def in_database(versions: Any) -> dict[int, Facts]:
    rows = versions.values("graduate_id", *WATCHED)
    return {row.pop("graduate_id"): row for row in rows}


def test_facts_and_denominators_are_those_of_the_model_at_any_moment(season: Season) -> None:
    """Ask one season both; a thousand steps take longer than the asking."""
    facts_are_those_of_the_model(season)
    denominators_are_those_of_the_model(season)


def facts_are_those_of_the_model(season: Season) -> None:
    model, cohort, chance = season.model, season.cast.cohort, random.Random(SEED + 1)
    cached = Graduate.objects.filter(current__isnull=False)
    kept = {row.pop("pk"): row for row in cached.values("pk", *WATCHED)}
    assert kept == model.current()
    assert in_database(GraduateVersion.objects.filter(pk__in=cached.values("current"))) == kept
    said = [at for at, *_ in model.said]
    assert len(said) > 700
    for _ in range(MOMENTS):
        # some moments are those of a version, where off by one would show
        moment = chance.choice(said) + timedelta(microseconds=chance.choice((-1, 0, 1, 10**9)))
        day = moment.date() + timedelta(days=chance.randrange(-60, 30))
        assert in_database(as_known_at(cohort, moment)) == model.known_at(moment)
        assert in_database(as_valid_on(cohort, day, moment)) == model.valid_on(day, moment)


def denominators_are_those_of_the_model(season: Season) -> None:
    model, cohort, chance = season.model, season.cast.cohort, random.Random(SEED + 2)
    said = [at for at, *_ in model.said]
    for _ in range(MOMENTS):
        earlier, later = sorted(chance.sample(said, 2))
        college = chance.choice((None, season.cast.agronomy.pk, season.cast.letters.pk))
        found = denominator_between(cohort, earlier, later, college and {college})
        before, after = model.counted(earlier, college), model.counted(later, college)
        assert (found.before, found.after) == (before, after)
        moved = sum(each.sign * len(each.graduate_ids) for each in found.differences)
        assert moved == after - before
