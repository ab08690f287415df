"""Whom a survey can draw: everybody of a cohort as known at a moment, each in a stratum.

A stratum is a college, a group of the scheme and, where people are taken whole, why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from quxiang.estimates.drawing import Unit
from quxiang.estimates.sizes import Stratum, allocated, needed
from quxiang.standards import Standard
from quxiang.web.alerts.models import CasePerson
from quxiang.web.alerts.states import LIVE
from quxiang.web.destinations.models import Confirmation, Version
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.denominator import countings
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.selectors import as_known_at
from quxiang.web.season.tables.standing import standings
from quxiang.web.verification.models import Kind, Survey
from quxiang.web.verification.models import Stratum as Row

NOT_REGISTERED, UNRECOGNISED = "unregistered", "unrecognised"
FLAGGED = "flagged"
#: classes of the scheme that are a placement (毕业去向落实)
EMPLOYED = "employed"
PLACED = (EMPLOYED, "further_study")
TITLES = {NOT_REGISTERED: "未登记", UNRECOGNISED: "去向代码未识别"}


@dataclass(frozen=True)
class Member:
    """One of a frame: who, by which version, in which stratum."""

    graduate: int
    version: int | None
    college: int
    group: str
    part: str

    @property
    def name(self) -> str:
        return f"{self.graduate}-{self.version or 0}"

    @property
    def stratum(self) -> str:
        return "|".join((str(self.college), self.group, self.part))

    @property
    def unit(self) -> Unit:
        return Unit(self.name, self.stratum)


@dataclass(frozen=True)
class Frame:
    """Everybody who can be drawn, and how many the cohort counts, drawn or not."""

    members: list[Member]
    counted: int
    colleges: Mapping[int, str]


def frame_of(survey: Survey, known_at: datetime) -> Frame:
    """Read the frame of a survey as it was known at a moment."""
    people, colleges = _counted(survey, known_at)
    return Frame(list(_members(survey, known_at, people)), len(people), colleges)


def _counted(survey: Survey, known_at: datetime) -> tuple[dict[int, int], dict[int, str]]:
    """Return the college of everybody who counts, and what colleges are called."""
    (counting,) = countings(survey.cohort, known_at)
    rows = as_known_at(survey.cohort, known_at).filter(
        removed=False, status__in=list(counting.statuses)
    )
    told = rows.values_list("graduate_id", "completion", "college_id", "college__name")
    people, colleges = {}, {}
    for graduate, completion, college, name in told.iterator(chunk_size=10_000):
        if not completion or completion in counting.completions:
            people[graduate], colleges[college] = college, name
    return people, colleges


def _members(survey: Survey, known_at: datetime, people: Mapping[int, int]) -> Iterator[Member]:
    standard = standard_of(survey.school_id, survey.cohort.scheme)
    said = _destinations(survey, known_at)
    marks = _marked(survey, known_at) if survey.whole_marked else set()
    flagged = marks | (_flagged(survey) if survey.whole_flagged else set())
    for graduate in sorted(people):
        version, code, employer = said.get(graduate, (None, "", ""))
        group = group_of(standard, code)
        if not _wanted(survey, standard, code, employer):
            continue
        part = code if code in survey.whole_codes else ""
        if graduate in flagged:
            part = FLAGGED
        yield Member(graduate, version, people[graduate], group, part)


def group_of(standard: Standard, code: str) -> str:
    if not code:
        return NOT_REGISTERED
    row = standard.destinations.get(code)
    return row.group if row is not None else UNRECOGNISED


def group_names(standard: Standard) -> dict[str, str]:
    """Return what each group is called, in the scheme's own order."""
    rows = standard.tables["destination_group"].rows
    return {**{code: row.name for code, row in rows.items()}, **TITLES}


def is_placed(standard: Standard, code: str) -> bool:
    row = standard.destinations.get(code)
    return row is not None and row.cls in PLACED


def _wanted(survey: Survey, standard: Standard, code: str, employer: str) -> bool:
    """Say whether a record is one a survey asks about: placed; where firms are asked, at one."""
    if survey.kind != Kind.GRADUATES:
        row = standard.destinations.get(code)
        return bool(employer) and row is not None and row.cls == EMPLOYED
    return survey.everybody or is_placed(standard, code)


def _destinations(survey: Survey, known_at: datetime) -> dict[int, tuple[int, str, str]]:
    settings = read(survey.cohort, settings_of(survey.cohort, known_at))
    stood = standings(survey.cohort, known_at, settings.counts_from)
    whose = {each.in_force: each.graduate for each in stood if each.in_force is not None}
    rows = Version.objects.filter(registration__cohort=survey.cohort).order_by()
    told = rows.values_list("pk", "code", "employer_name").iterator(chunk_size=10_000)
    return {whose[key]: (key, code, name) for key, code, name in told if key in whose}


def _flagged(survey: Survey) -> set[int]:
    """Return whom an open case is about."""
    rows = CasePerson.objects.filter(case__cohort=survey.cohort, case__state__in=LIVE)
    return set(rows.order_by().values_list("graduate_id", flat=True))


def _marked(survey: Survey, known_at: datetime) -> set[int]:
    """Return whose answer was given while number or password was new: always called (N3.4)."""
    rows = Confirmation.objects.filter(
        version__registration__cohort=survey.cohort, at__lte=known_at
    ).exclude(marked="")
    return set(rows.order_by().values_list("version__registration__graduate_id", flat=True))


def strata_of(survey: Survey, frame: Frame) -> list[Row]:
    """Return every stratum with its size and how many are drawn of it, in a fixed order."""
    sizes = Counter((m.college, m.group, m.part, m.stratum) for m in frame.members)
    keys = sorted(sizes, key=lambda each: (each[0], each[1], each[2]))
    asked = [Stratum(sizes[each], whole=bool(each[2])) for each in keys]
    rest = sum(each.size for each in asked if not each.whole)
    total = needed(rest, survey.half_width / 10_000, survey.expected / 10_000)
    return [
        {
            "key": key, "college": college, "college_name": frame.colleges[college],
            "group": group, "part": part, "size": stratum.size, "whole": stratum.whole,
            "wanted": wanted,
        }
        for (college, group, part, key), stratum, wanted in zip(
            keys, asked, allocated(asked, total, survey.minimum), strict=True
        )
    ]  # fmt: skip


def written(members: list[Member]) -> str:
    """Return a frame as it is kept: a member a line."""
    return "\n".join(f"{each.name}\t{each.stratum}" for each in members)


def as_written(text: str) -> list[Member]:
    """Return a frame that was kept."""
    found = []
    for line in text.splitlines():
        name, stratum = line.split("\t")
        graduate, version = name.split("-")
        college, group, part = stratum.split("|")
        found.append(Member(int(graduate), int(version) or None, int(college), group, part))
    return found
