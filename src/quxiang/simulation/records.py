"""The record of each graduate's destination, every field filled in that its code asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation import words
from quxiang.simulation.codes import (
    AGREEMENT,
    CODES,
    CONTRACT,
    JOBS,
    PAID,
    SETTLED_CODES,
    STUDYING,
)
from quxiang.simulation.columns import chosen, days, digits, either, joined, moments, only
from quxiang.simulation.draws import Flags, Ints, stream
from quxiang.simulation.employers import Described, Employers, brand_names
from quxiang.simulation.firms import KINDS, NUMBER, STARTUP_FORMS
from quxiang.simulation.identities import FIRM_PREFIX, phone_hashes, phones
from quxiang.simulation.lives import CHANGED, CLERICAL, SETTLED, Lives
from quxiang.simulation.people import People
from quxiang.simulation.standing import Standing, version_of

_BOUND_KINDS = ("school", "hospital", "agency")
_RECORDERS = ("赵录入", "孙录入", "钱录入", "李录入", "周录入", "吴录入", "郑录入", "王录入")
#: where the second contact of an employer is counted from
_SECOND = 50_000_000
#: so many rows that stand together share the unit they are sent to, if they are sent
_NEARBY = 100


@dataclass(frozen=True)
class Cohort:
    """One cohort with all it does in its season: what records at any moment are made from."""

    people: People
    lives: Lives
    employer: Ints
    employers: Employers
    described: Described
    seed: int
    raw: bool

    def stream(self, purpose: str) -> np.random.Generator:
        return stream(self.seed, purpose, str(self.people.cohort))

    @cached_property
    def bound(self) -> Flags:
        """Who was trained for an employer and goes back there, known from the first day."""
        chance = self.stream("bound").random(len(self.people)) < 0.15
        kind = np.isin(self.lives.kind[SETTLED], [NUMBER[name] for name in _BOUND_KINDS])
        return np.asarray(chance & self.lives.coded(SETTLED, "10") & kind & (self.lives.reason < 0))

    def background(self) -> dict[str, Any]:
        """Return the columns of a person that follow from where they are bound to go."""
        return {
            "training_mode": chosen(("1", "2"), self.bound.astype(np.int64)),
            "bound_employer": only(self.described.take("name", self.employer[SETTLED]), self.bound),
        }


@dataclass(frozen=True)
class Scene:
    """A cohort as it stands at one moment."""

    cohort: Cohort
    standing: Standing

    @property
    def size(self) -> int:
        return len(self.cohort.people)

    def version(self, version: int) -> Scene:
        """Return the scene as if everybody showed this version."""
        cohort, moment = self.cohort, self.standing.moment
        return Scene(cohort, version_of(cohort.lives, cohort.employer, moment, version))

    @cached_property
    def code(self) -> Ints:
        return self.standing.code

    @cached_property
    def employer(self) -> Ints:
        return self.standing.employer

    @cached_property
    def kind(self) -> Ints:
        """The kind of each one's employer, -1 for none."""
        kinds = self.cohort.employers.kind
        return np.asarray(np.where(self.employer < 0, -1, kinds[self.employer]))

    @cached_property
    def clerical(self) -> Flags:
        """Whose record has had a clerical change: the employer has told another contact."""
        changed = self.standing.slot == CHANGED
        return np.asarray(changed & (self.cohort.lives.reason == CLERICAL))

    def coded(self, *codes: str) -> Flags:
        return np.isin(self.code, [CODES.index(code) for code in codes])

    def of_kind(self, *names: str) -> Flags:
        return np.isin(self.kind, [NUMBER[name] for name in names])

    @cached_property
    def terms(self) -> Ints:
        """The version the terms of a record are from: a clerical change keeps them."""
        return np.where(self.clerical, SETTLED, np.maximum(self.standing.slot, 0))

    def drawn(self, purpose: str, below: int) -> Ints:
        """Return a number below ``below`` of each version shown, the same at any moment."""
        made = self.cohort.stream(purpose).integers(0, below, (3, self.size))
        return np.asarray(made[self.terms, np.arange(self.size)])

    def chance(self, purpose: str, share: float) -> Flags:
        return np.asarray(self.drawn(purpose, 10_000) < share * 10_000)


def records(scene: Scene) -> dict[str, Any]:
    """Return the columns of the destinations as they stand at the scene's moment."""
    filed = scene.standing.slot >= 0
    college = np.where(filed, scene.cohort.people.college % len(_RECORDERS), -1)
    return {
        "code": chosen(CODES, scene.code),
        **_progress(scene),
        **_employer(scene),
        **_contract(scene),
        **_study(scene),
        "wage_floor_met": only(pa.repeat(pa.scalar(True), scene.size), scene.coded(*PAID)),
        "occupation": chosen(words.OCCUPATIONS, _some(scene, "76", len(words.OCCUPATIONS))),
        "filed_by": chosen(_RECORDERS, college),
    }


def _some(scene: Scene, code: str, size: int) -> Ints:
    """Return a number below ``size`` for those with a code, -1 for others."""
    return np.where(scene.coded(code), scene.drawn(f"some {code}", size), -1)


def _progress(scene: Scene) -> dict[str, Any]:
    """Return dates in order: agreed, recorded, entered, the latter only where in force."""
    standing, lives = scene.standing, scene.cohort.lives
    filed = standing.slot >= 0
    dated = scene.coded(*SETTLED_CODES) & ~scene.coded("46", "76")
    return {
        "state": _states(scene),
        "version": pa.array(standing.number, mask=~filed),
        "agreed_on": only(days(standing.shown(lives.agreed)), dated),
        "recorded_at": only(moments(standing.shown(lives.recorded)), filed),
        "entered_at": only(moments(standing.shown(lives.entered)), standing.entered),
    }


def _states(scene: Scene) -> pa.Array:
    """Return the states; of those who have filed nothing half have an empty draft."""
    empty = scene.cohort.stream("drafts").random(scene.size) < 0.5
    blank = only(pa.repeat(pa.scalar("draft"), scene.size), empty)
    return pc.coalesce(scene.standing.state, blank)


def _employer(scene: Scene) -> dict[str, Any]:
    def of(name: str) -> pa.Array:
        return scene.cohort.described.take(name, scene.employer)

    return {
        "employer_uscc": of("uscc"),
        "employer_name": pc.coalesce(written_names(scene), admitting(scene)),
        "employer_key": pc.coalesce(of("key"), joined(admitting(scene), "|")),
        "no_uscc_reason": of("reason"),
        "employer_nature": of("nature"),
        "industry": of("industry"),
        "job": _jobs(scene),
        "place_code": of("place_code"),
        "place_name": of("place_name"),
        "startup_form": chosen([STARTUP_FORMS.get(kind.name) for kind in KINDS], scene.kind),
        **_contacts(scene),
        **_using(scene),
    }


def _contacts(scene: Scene) -> dict[str, Any]:
    """Return whom to ask at the employer: one person for all its graduates."""
    contacted = (scene.employer >= 0) & ~scene.coded("75")
    first = scene.cohort.described.take("contact", scene.employer)
    second = scene.cohort.described.take("second_contact", scene.employer)
    serial = np.where(contacted, scene.cohort.people.campus.first + scene.employer, 0)
    serial += np.where(scene.clerical, _SECOND, 0)
    made = {
        "contact_name": only(either(scene.clerical, second, first), contacted),
        "contact_phone_hash": only(phone_hashes(serial, FIRM_PREFIX), contacted),
    }
    if not scene.cohort.raw:
        return made
    return made | {"contact_phone": only(phones(serial, FIRM_PREFIX), contacted)}


def written_names(scene: Scene) -> pa.Array:
    """Return names as graduates write them: also former ones, branches under the head's code."""
    cohort = scene.cohort
    name = cohort.described.take("name", scene.employer)
    former = cohort.described.take("former", scene.employer)
    outdated = scene.chance("former", 0.3) & np.asarray(pc.is_valid(former))
    name = either(outdated, former, name)
    city = chosen(words.CITIES, scene.drawn("branch city", len(words.CITIES)))
    is_branch = scene.chance("branch", 0.05) & scene.of_kind("large") & ~outdated
    name = either(is_branch, joined(name, city, "分公司"), name)
    parent = np.where(scene.employer < 0, -1, cohort.employers.parent[scene.employer])
    head = cohort.described.take("name", parent)
    return either(scene.chance("head", 0.15) & (parent >= 0), head, name)


def _jobs(scene: Scene) -> pa.Array:
    trades = [trade for kind in KINDS for trade in kind.trades]
    jobs = np.array([[trade[2][0], trade[2][-1]] for trade in trades])
    starts = np.cumsum([0, *(len(kind.trades) for kind in KINDS)])[:-1]
    trade = starts[scene.kind] + scene.cohort.employers.trade()[scene.employer]
    known = sorted({*jobs.ravel().tolist(), *JOBS.values()})
    at = np.searchsorted(known, jobs)[trade, scene.drawn("jobs", 2)]
    own = np.array([known.index(JOBS[code]) if code in JOBS else -1 for code in (*CODES, "")])
    at = np.where(own[scene.code] >= 0, own[scene.code], at)
    return chosen(known, np.where(scene.employer < 0, -1, at))


def _using(scene: Scene) -> dict[str, Any]:
    """Return who really employs those sent out by a labour dispatch firm: a few with 11."""
    sent = scene.chance("dispatch", 0.02) & scene.coded(*CONTRACT) & scene.of_kind("large")
    unit = scene.cohort.people.serial // _NEARBY
    names = only(joined(brand_names(unit), "物流中心"), sent)
    made = {"using_employer_key": joined(names, "|")}
    return made | ({"using_employer_name": names} if scene.cohort.raw else {})


def _contract(scene: Scene) -> dict[str, Any]:
    agreed = scene.standing.shown(scene.cohort.lives.agreed)
    ends = agreed + 365 * (1 + scene.drawn("terms", 3))
    numbered = scene.coded(*AGREEMENT) & scene.chance("numbered", 0.7)
    serial = scene.cohort.people.cohort * 10**9 + scene.cohort.people.serial * 4
    number = digits(serial + scene.terms, 13)
    return {
        "contract_ends_on": only(days(ends), scene.coded(*CONTRACT)),
        "agreement_no": only(joined("XY", number), numbered),
    }


def _schools() -> tuple[str, ...]:
    return tuple(
        f"{city}{what}大学" for city in words.CITIES for what in ("", "理工", "师范", "农业")
    )


def admitting(scene: Scene) -> pa.Array:
    drawn = scene.drawn("schools", len(_schools()))
    return chosen(_schools(), np.where(scene.coded(*STUDYING), drawn, -1))


def _study(scene: Scene) -> dict[str, Any]:
    at = _some(scene, "85", len(words.ABROAD) * len(words.STUDIES))
    where, what = np.divmod(at, len(words.STUDIES))
    where, what = np.where(at < 0, -1, where), np.where(at < 0, -1, what)
    return {
        "country_abroad": chosen([row[0] for row in words.ABROAD], where),
        "school_abroad": chosen([row[1] for row in words.ABROAD], where),
        "major_abroad": chosen([row[0] for row in words.STUDIES], what),
    }
