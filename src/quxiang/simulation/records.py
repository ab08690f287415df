"""The record of each graduate's destination, every field filled in that its code asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation import words
from quxiang.simulation.codes import AGREEMENT, CONTRACT, PAID, SEEKING, STUDYING
from quxiang.simulation.columns import (
    chosen,
    day_number,
    days,
    digits,
    either,
    joined,
    minute_number,
    moments,
    only,
)
from quxiang.simulation.draws import Flags, Ints, stream
from quxiang.simulation.employers import Described, Employers
from quxiang.simulation.firms import KINDS, NUMBER, STARTUP_FORMS
from quxiang.simulation.identities import FIRM_PREFIX, phone_hashes, phones
from quxiang.simulation.people import People
from quxiang.simulation.placing import CODES, Plan
from quxiang.standards import fold_name

_OPENS, _OPEN_FOR = 8 * 60, 9 * 60  # registrations come between eight and five
_SINCE = 190  # days before the moment when the first registrations came in
_STATES = ("in_review", "signed", "entered", "draft")
_BOUND_KINDS = ("school", "hospital", "agency")
_RECORDERS = ("赵录入", "孙录入", "钱录入", "李录入", "周录入", "吴录入", "郑录入", "王录入")


@dataclass(frozen=True)
class Season:
    """What records are made from: a cohort, its plan and employers, the moment looked at."""

    people: People
    plan: Plan
    employer: Ints
    employers: Employers
    described: Described
    moment: datetime
    seed: int
    raw: bool

    def stream(self, purpose: str) -> np.random.Generator:
        return stream(self.seed, purpose, str(self.people.cohort))

    @property
    def kind(self) -> Ints:
        """The kind of each one's employer, -1 for none."""
        return np.asarray(np.where(self.employer < 0, -1, self.employers.kind[self.employer]))

    def of_kind(self, *names: str) -> Flags:
        return np.isin(self.kind, [NUMBER[name] for name in names])


def records(season: Season) -> dict[str, Any]:
    """Return the columns of the destinations as they stand at the season's moment."""
    plan = season.plan
    return {
        "code": chosen(CODES, plan.code),
        **_progress(season),
        **_employer(season),
        **_contract(season),
        **_study(season),
        "wage_floor_met": only(pa.repeat(pa.scalar(True), len(plan.code)), plan.coded(*PAID)),
        "occupation": chosen(words.OCCUPATIONS, _some(season, "76", len(words.OCCUPATIONS))),
        "filed_by": chosen(_RECORDERS, np.where(plan.code < 0, -1, season.people.college % 8)),
    }


def _some(season: Season, code: str, size: int) -> Ints:
    """Return a number below ``size`` for those with a code, -1 for others."""
    drawn = season.stream(f"some {code}").integers(0, size, len(season.people))
    return np.asarray(np.where(season.plan.coded(code), drawn, -1))


def _progress(season: Season) -> dict[str, Any]:
    """Return dates in order: agreed, recorded, entered, the latter only where in force."""
    random, plan, size = season.stream("dates"), season.plan, len(season.people)
    today = minute_number(season.moment) // 1440
    early = 7 + (_SINCE * random.random(size) ** 2).astype(np.int64)
    recent = random.integers(0, 7, size)
    ago = np.where(plan.late | plan.under_way, recent, early)
    day = today - ago
    minute = day * 1440 + _OPENS + random.integers(0, _OPEN_FOR, size)
    recorded = minute - random.integers(30, 3 * 1440, size) * ~plan.under_way
    agreed = recorded // 1440 - random.integers(0, 12, size)
    filed = plan.code >= 0
    dated = plan.settled | plan.under_way
    return {
        "state": _state(season, random),
        "version": pa.array(np.where(plan.late, 2, 1), mask=~filed),
        "agreed_on": only(days(agreed), dated & ~plan.coded("46", "76")),
        "recorded_at": only(moments(recorded), filed),
        "entered_at": only(moments(minute), filed & ~plan.under_way),
        "training_mode": chosen(("1", "2"), _bound(season).astype(np.int64)),
    }


def _state(season: Season, random: np.random.Generator) -> pa.Array:
    """Return entered, in review or signed; a draft where nothing is filed, or nothing at all."""
    plan, size = season.plan, len(season.people)
    pending = random.integers(0, 2, size)
    state = np.where(plan.under_way, pending, 2)
    blank = np.where(random.random(size) < 0.5, 3, -1)
    return chosen(_STATES, np.where(plan.code < 0, blank, state))


def _bound(season: Season) -> Flags:
    """Return who was trained for an employer and goes back there."""
    chance = season.stream("bound").random(len(season.people)) < 0.15
    return np.asarray(chance & season.plan.coded("10") & season.of_kind(*_BOUND_KINDS))


def _employer(season: Season) -> dict[str, Any]:
    def of(name: str) -> pa.Array:
        return season.described.take(name, season.employer)

    startup = season.plan.coded("75")
    contacted = (season.employer >= 0) & ~startup
    serial = np.where(contacted, season.employer, 0)
    made = {
        "employer_uscc": of("uscc"),
        "employer_name": pc.coalesce(_written_names(season), _admitting(season)),
        "employer_key": pc.coalesce(of("key"), _admitting_keys(season)),
        "no_uscc_reason": of("reason"),
        "employer_nature": of("nature"),
        "industry": of("industry"),
        "job": _jobs(season),
        "place_code": of("place_code"),
        "place_name": of("place_name"),
        "startup_form": chosen([STARTUP_FORMS.get(kind.name) for kind in KINDS], season.kind),
        "bound_employer": only(of("name"), _bound(season)),
        "contact_name": only(of("contact"), contacted),
        "contact_phone_hash": only(phone_hashes(serial, FIRM_PREFIX), contacted),
    }
    raw = {"contact_phone": only(phones(serial, FIRM_PREFIX), contacted)} if season.raw else {}
    return made | raw | _using(season)


def _written_names(season: Season) -> pa.Array:
    """Return names as graduates write them: also former ones, branches under the head's code."""
    random, size = season.stream("names written"), len(season.people)
    name = season.described.take("name", season.employer)
    former = season.described.take("former", season.employer)
    outdated = (random.random(size) < 0.3) & np.asarray(pc.is_valid(former))
    name = either(outdated, former, name)
    city = words.CITIES
    branch = joined(name, chosen(city, random.integers(0, len(city), size)), "分公司")
    name = either((random.random(size) < 0.05) & season.of_kind("large") & ~outdated, branch, name)
    parent = np.where(season.employer < 0, -1, season.employers.parent[season.employer])
    head = season.described.take("name", parent)
    return either((random.random(size) < 0.15) & (parent >= 0), head, name)


def _jobs(season: Season) -> pa.Array:
    trades = [trade for kind in KINDS for trade in kind.trades]
    jobs = np.array([[trade[2][0], trade[2][-1]] for trade in trades])
    starts = np.cumsum([0, *(len(kind.trades) for kind in KINDS)])[:-1]
    trade = starts[season.kind] + season.employers.trade()[season.employer]
    either_one = season.stream("jobs").integers(0, 2, len(season.people))
    known = sorted(set(jobs.ravel().tolist()))
    at = np.searchsorted(known, jobs)[trade, either_one]
    return chosen(known, np.where(season.employer < 0, -1, at))


def _using(season: Season) -> dict[str, Any]:
    """Return who really employs those sent out by a labour dispatch firm: a few with 11."""
    few = season.stream("dispatch").random(len(season.people)) < 0.02
    sent = few & season.plan.coded(*CONTRACT) & season.of_kind("large")
    at = np.where(sent, (season.employer * 7 + 3) % 11, -1)
    names = [f"{city}市{city}港物流中心" for city in words.CITIES[:11]]
    made = {"using_employer_key": chosen([f"{fold_name(name)}|" for name in names], at)}
    return made | ({"using_employer_name": chosen(names, at)} if season.raw else {})


def _contract(season: Season) -> dict[str, Any]:
    random, size = season.stream("contracts"), len(season.people)
    ends = day_number(season.moment.date()) + 365 * random.integers(1, 4, size)
    numbered = season.plan.coded(*AGREEMENT) & (random.random(size) < 0.7)
    number = digits(season.people.cohort * 10**8 + np.arange(size), 12)
    return {
        "contract_ends_on": only(days(ends), season.plan.coded(*CONTRACT)),
        "agreement_no": only(joined("XY", number), numbered),
    }


def _schools() -> tuple[str, ...]:
    return tuple(
        f"{city}{what}大学" for city in words.CITIES for what in ("", "理工", "师范", "农业")
    )


def _admitted(season: Season) -> Ints:
    drawn = season.stream("schools").integers(0, len(_schools()), len(season.people))
    return np.asarray(np.where(season.plan.coded(*STUDYING), drawn, -1))


def _admitting(season: Season) -> pa.Array:
    return chosen(_schools(), _admitted(season))


def _admitting_keys(season: Season) -> pa.Array:
    return chosen([f"{fold_name(name)}|" for name in _schools()], _admitted(season))


def _study(season: Season) -> dict[str, Any]:
    at = _some(season, "85", len(words.ABROAD) * len(words.STUDIES))
    where, what = np.divmod(at, len(words.STUDIES))
    where, what = np.where(at < 0, -1, where), np.where(at < 0, -1, what)
    return {
        "country_abroad": chosen([row[0] for row in words.ABROAD], where),
        "school_abroad": chosen([row[1] for row in words.ABROAD], where),
        "major_abroad": chosen([row[0] for row in words.STUDIES], what),
    }


def a_week_before(season: Season, columns: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return ``columns`` as they stood a week before: the late had nothing, or were seeking.

    ``names`` are the columns of destinations; all others stay.
    """
    plan = season.plan
    gone = plan.late | plan.under_way
    was_seeking = plan.late & (season.stream("before").random(len(gone)) < 0.6)
    made = columns | {name: only(columns[name], ~gone) for name in names}
    entered = moments(np.full(len(gone), minute_number(season.moment) - 12 * 1440))
    then = {
        "code": pa.repeat(pa.scalar(SEEKING), len(gone)),
        "state": pa.repeat(pa.scalar("entered"), len(gone)),
        "version": pa.array(np.ones(len(gone), np.int64)),
        "recorded_at": entered,
        "entered_at": entered,
    }
    return made | {name: either(was_seeking, then[name], made[name]) for name in then}
