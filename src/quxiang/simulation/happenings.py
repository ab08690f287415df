"""What is written down beside the records: confirmations, calls, changes, complaints.

Each table holds what has happened by a moment, so that a later moment only adds to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.codes import CODES, SETTLED_CODES
from quxiang.simulation.columns import (
    chosen,
    day_number,
    either,
    hexadecimal,
    minute_number,
    moments,
    only,
)
from quxiang.simulation.draws import Flags, Ints, stream
from quxiang.simulation.identities import PERSON_SALT
from quxiang.simulation.lives import CHANGED, CLERICAL, FIRST, SETTLED
from quxiang.simulation.papers import on_paper
from quxiang.simulation.records import Scene, admitting, written_names
from quxiang.simulation.timetable import NEVER, awake
from quxiang.simulation.units import Units

WHO = ("graduate_id", "exam_no", "student_no", "id_hash", "identity_no")
_DAY = 24 * 60
_AT_SCHOOL = 0.6
#: days until the last of those asked has confirmed
_SLOWEST = 12
#: of so many that live together some confirm on one device
_LENT, _LENT_TO = 40, 2
_DEVICE_SALT = PERSON_SALT + 1
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """One version of everybody: when it was entered, and when another took its place."""

    scene: Scene
    slot: int

    @property
    def now(self) -> int:
        return minute_number(self.scene.standing.moment)

    @property
    def entered(self) -> Ints:
        return np.asarray(self.scene.cohort.lives.entered[self.slot])

    @property
    def until(self) -> Ints:
        later = self.scene.cohort.lives.entered[self.slot + 1 :]
        return np.asarray(later.min(axis=0, initial=NEVER))

    def after(self, purpose: str, least: int, most: int) -> Ints:
        """Return a minute of each, so many minutes after the entry; NEVER if there is none."""
        drawn = least + self.scene.drawn(purpose, most - least)
        return awake(np.where(self.entered < NEVER, self.entered, NEVER - most) + drawn)


def past(scene: Scene) -> Iterator[Past]:
    for slot in (FIRST, SETTLED, CHANGED):
        yield Past(scene.version(slot), slot)


def of_graduates(name: str, people: Columns, at: Ints, columns: dict[str, Any]) -> pa.Table:
    """Return a table about graduates: ``at`` says about whom each row is."""
    places = pa.array(at)
    owner = {each: people[each].take(places) for each in WHO if each in people}
    who = owner | {"school": people["school"], "cohort": people["cohort"]}
    return on_paper(name, who | columns, len(at))


def stacked(rows: list[tuple[Ints, ...]]) -> tuple[Ints, ...]:
    """Put rows of several versions together, by graduate, then as given."""
    joined = [np.concatenate(each) for each in zip(*rows, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return tuple(each[order] for each in joined)


def confirmations(scene: Scene, people: Columns) -> pa.Table:
    """Return who has checked the record at school, and who confirmed it in the national system.

    A first record is checked soon after its entry, a later one as it is signed. Everybody entered
    is asked from mid-June, for every version anew, and some take until just before they are late.
    """
    parts = [each for version in past(scene) for each in (_at_school(version), _national(version))]
    whose, version, place, done, at = stacked(parts)
    near = np.where(whose % _LENT <= _LENT_TO, whose - whose % _LENT, whose)
    device = near + scene.cohort.people.campus.first
    columns = {
        "version": pa.array(version),
        "place": chosen(("school", "national"), place),
        "outcome": chosen(("awaited", "confirmed"), done),
        "device_hash": only(hexadecimal(device, _DEVICE_SALT, 2), done == 1),
        "at": only(moments(np.where(done == 1, at, 0)), done == 1),
    }
    return of_graduates("confirmations", people, whose, columns)


def _at_school(version: Past) -> tuple[Ints, ...]:
    """Return rows of those who have checked the version at school."""
    number, lives = version.scene.standing.number, version.scene.cohort.lives
    later = number > 1
    at = version.after("at school", 12 * 60, 9 * _DAY)
    at = np.where(later, lives.signed[version.slot], at)
    checks = version.scene.chance("checks at school", _AT_SCHOOL) | later
    whose = np.flatnonzero(checks & (at <= np.minimum(version.now, version.until)))
    ones = np.ones_like(whose)
    return whose, number[whose], 0 * ones, ones, at[whose]


def _national(version: Past) -> tuple[Ints, ...]:
    """Return a row of everybody entered, confirmed or awaited, from mid-June on."""
    cohort = version.scene.cohort
    opens = day_number(date(cohort.people.cohort, 6, 15)) * _DAY
    slow = version.scene.drawn("national", 1_000) / 1_000
    entered = np.where(version.entered < NEVER, version.entered, NEVER // 2)
    at = np.maximum(entered + 60, opens + 7 * 60) + (_SLOWEST * _DAY * slow**2).astype(np.int64)
    done = at <= np.minimum(version.now, version.until)
    asked = (entered <= version.now) & (version.now < version.until) & (version.now >= opens)
    whose = np.flatnonzero(done | asked)
    made = done[whose].astype(np.int64)
    return whose, version.scene.standing.number[whose], np.ones_like(whose), made, at[whose]


#: an answer of a call: how many in a hundred, what is written down
_ANSWERS = (("consistent", 82), ("no_answer", 11), ("refused", 4), ("wrong_number", 2), ("lost", 1))
_ITEMS = ("class", "employer", "code", "place", "wage")
_CALLED = 0.06


def checks(scene: Scene, people: Columns) -> pa.Table:
    """Return the calls made by a moment: to some of the settled, or to their employers.

    Whoever is reached says what the record says. Who serves in the forces cannot be asked.
    """
    whose, version, side, answer, item, at = stacked([_calls(each) for each in past(scene)])
    columns = {
        "version": pa.array(version),
        "side": chosen(("graduate", "employer"), side),
        "item": chosen(_ITEMS, item),
        "outcome": chosen([*(name for name, _ in _ANSWERS), "enlisted"], answer),
        "at": moments(at),
    }
    return of_graduates("checks", people, whose, columns)


def _calls(version: Past) -> tuple[Ints, ...]:
    scene = version.scene
    at = version.after("called", 3 * _DAY, 30 * _DAY)
    called = scene.coded(*SETTLED_CODES) & scene.chance("calls", _CALLED)
    whose = np.flatnonzero(called & (at <= np.minimum(version.now, version.until)))
    shares = np.cumsum([share for _, share in _ANSWERS])
    answer = np.searchsorted(shares, scene.drawn("answers", 100), side="right")
    answer = np.where(scene.coded("46"), len(_ANSWERS), answer)
    asked = np.where(scene.employer >= 0, 3, 1)
    asked = np.where(answer == 0, asked, 1)[whose]
    row = np.repeat(whose, asked)
    item = np.arange(len(row)) - np.repeat(np.cumsum(asked) - asked, asked)
    side = (scene.drawn("side", 4) == 0) & (scene.employer >= 0)
    number = scene.standing.number
    return row, number[row], side[row].astype(np.int64), answer[row], item, at[row]


def changes(scene: Scene, people: Columns) -> pa.Table:
    """Return every field that a later version has changed, from the minute it was entered."""
    lives = scene.cohort.lives
    replaced = lives.recorded[FIRST] < NEVER, lives.reason >= 0
    pairs = ((FIRST, SETTLED, replaced[0]), (SETTLED, CHANGED, replaced[1]))
    parts = [part for pair in pairs for part in _changed(scene, *pair)]
    rows, fields, before, after, minutes, versions, by = (
        pa.concat_arrays(each) for each in zip(*parts, strict=True)
    )
    order = pc.sort_indices(pa.table({"row": rows, "at": minutes}),
                            [("row", "ascending"), ("at", "ascending")])  # fmt: skip
    columns = {"version": versions, "field": fields, "before": before, "after": after, "by": by}
    columns = {name: column.take(order) for name, column in columns.items()}
    columns["at"] = moments(np.asarray(minutes.take(order)))
    return of_graduates("changes", people, np.asarray(rows.take(order)), columns)


def _changed(scene: Scene, old: int, new: int, both: Flags) -> Iterator[tuple[pa.Array, ...]]:
    """Compare two versions of those who have both, field by field: what is new is no change."""
    at = scene.cohort.lives.entered[new]
    whose = np.flatnonzero(both & (at <= minute_number(scene.standing.moment)))
    versions = scene.version(new).standing.number
    clerical = (scene.cohort.lives.reason == CLERICAL) & (new == CHANGED)
    before, after = (_compared(scene.version(slot), whose, slot) for slot in (old, new))
    for name, was in before.items():
        differ = pc.fill_null(pc.not_equal(was, after[name]), False)
        rows = whose[np.asarray(differ)]
        yield (
            pa.array(rows), pa.repeat(pa.scalar(name), len(rows)), was.filter(differ),
            after[name].filter(differ), pa.array(at[rows]), pa.array(versions[rows]),
            chosen(("毕业生", "录入员"), clerical[rows].astype(np.int64)),
        )  # fmt: skip


def _compared(scene: Scene, whose: Ints, slot: int) -> dict[str, pa.Array]:
    """Return what can change in a record; who only looked for work had no employer."""
    made = {"code": chosen(CODES, scene.code[whose])}
    if slot == FIRST:
        return made
    at, described = pa.array(whose), scene.cohort.described
    contacts = (described.take(name, scene.employer) for name in ("second_contact", "contact"))
    return made | {
        "employer_uscc": described.take("uscc", scene.employer[whose]),
        "employer_name": pc.coalesce(written_names(scene), admitting(scene)).take(at),
        "contact_name": either(scene.clerical, *contacts).take(at),
    }


_ONE_COMPLAINT_IN, _NAMED = 2_500, 0.6


def complaints(scene: Scene, people: Columns, units: Units, seed: int) -> pa.Table:
    """Return the few complaints of any season: some name a graduate, none is upheld.

    Graduates stand by college, so no college gets more than its share.
    """
    cohort = scene.cohort.people
    random = stream(seed, "complaints", str(cohort.cohort))
    count = len(cohort) // _ONE_COMPLAINT_IN
    first = day_number(date(cohort.cohort, 3, 1)) * _DAY
    at = np.sort(first + random.integers(0, 170 * _DAY, count))
    whose = np.arange(count) * _ONE_COMPLAINT_IN + random.integers(0, _ONE_COMPLAINT_IN, count)
    named, decided = random.random(count) < _NAMED, random.random(count) < 0.8
    keep = np.flatnonzero(at <= minute_number(scene.standing.moment))
    whose, named, decided, at = whose[keep], named[keep], decided[keep], at[keep]
    table = of_graduates("complaints", people, whose, {
        "college": chosen([major.college for major in units.majors], cohort.unit[whose]),
        "at": moments(at),
        "upheld": only(pa.array(np.zeros(len(keep), bool)), decided),
    })  # fmt: skip
    for name in WHO:
        if name in table.column_names:
            column = only(table.column(name).combine_chunks(), named)
            table = table.set_column(table.column_names.index(name), name, column)
    return table
