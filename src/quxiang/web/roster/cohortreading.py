"""Reads of cohorts and their settings: what is in force, in words, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from quxiang.cli.phrases import word
from quxiang.cli.settingwords import ground_of, value_said
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.yamlform import shown
from quxiang.reports.labels import words
from quxiang.standards import Settings
from quxiang.standards.calendar import (
    TITLES,
    Deadline,
    Milestone,
    deadlines,
    milestones,
    periods,
)
from quxiang.web.roster.access import cohorts_visible_to
from quxiang.web.roster.inforce import read
from quxiang.web.roster.models import Cohort, CohortSettings, Graduate
from quxiang.web.roster.selectors import Change

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: settings with words of their own; scheme and year are the cohort's
SPOKEN = (
    "counts_from", "flexible_members", "other_hire_is_employer", "swing_unit", "swing_base",
    "own_school_codes",
)  # fmt: skip
CALENDAR = "calendar."
#: what a deadline says of its own day
READINGS = {True: "含当日", False: "不含当日"}
_ZH = words("zh")


def cohorts_listed_for(user: User) -> QuerySet[Cohort]:
    """Return the cohorts somebody sees, each with its ``people`` and newest ``version``."""
    people = Graduate.objects.filter(
        school_id=user.school_id, cohort=OuterRef("pk"), removed=False
    ).order_by()
    counted = people.values("cohort").annotate(number=Count("pk")).values("number")
    newest = CohortSettings.objects.filter(cohort=OuterRef("pk")).order_by("-number")
    return cohorts_visible_to(user).annotate(
        people=Subquery(counted, output_field=IntegerField()),
        version=Subquery(newest.values("number")[:1]),
    )


@dataclass(frozen=True)
class Title:
    """What a setting is called on pages, what its reading rests on, and how sure that is."""

    text: str
    basis: str = ""
    confidence: str = ""

    @property
    def ground(self) -> str:
        """Return basis and confidence as a sentence, or nothing."""
        sure = f"（{_ZH('confidence')}：{self.confidence}）" if self.confidence else ""
        return f"{_ZH('clause')}：{self.basis}{sure}。" if self.basis else ""


def titles_of(cohort: Cohort) -> Mapping[str, Title]:
    """Return the title of every setting by name; those of the calendar begin ``calendar.``."""
    titles = {"counted_statuses": Title(_ZH("scope"), "通知 N2.1")}
    for name in SPOKEN:
        basis, confidence = ground_of(name, "zh")
        titles[name] = Title(word(name, "zh"), basis, _ZH(confidence) if confidence else "")
    return titles | {CALENDAR + name: title for name, title in _calendar_titles(cohort.year)}


def _calendar_titles(year: int) -> Iterator[tuple[str, Title]]:
    """Yield the calendar's settings as the calendar itself calls them."""
    single = {each.name: each for each in _single(year, Settings())}
    first = {each.kind: each for each in reversed(periods(year))}
    for name in asdict(Settings().calendar):
        thing = name.removesuffix("_inclusive").removesuffix("_on").removesuffix("_from")
        if thing in single:
            title, clause = single[thing].title, single[thing].clause
        elif thing in first:
            title, clause = TITLES[thing], first[thing].deadline.clause
        else:
            title, clause = f"{TITLES['extra']}，到 12 月 31 日", "N4.3"
        whether = "：写明的那一天" if name.endswith("_inclusive") else ""
        yield name, Title(f"{title}{whether}", f"通知 {clause}")


def told(cohort: Cohort, settings: Settings) -> Mapping[str, str]:
    """Return every setting in words, by its title; overridden parameters last."""
    titles, values = titles_of(cohort), settings.values
    said = {titles["counted_statuses"].text: "、".join(settings.counted_statuses)}
    for name in SPOKEN:
        said[titles[name].text] = value_said(name, values[name], "zh")
    for name, value in asdict(settings.calendar).items():
        said[titles[CALENDAR + name].text] = _day_said(name, value)
    for code, parameters in settings.rules.items():
        for name, value in parameters.items():
            said[word("parameter", "zh", full=f"{code}.{name}")] = shown(value)
    return said


def told_with_grounds(cohort: Cohort, settings: Settings) -> list[tuple[str, str, str]]:
    """Return every setting's title, its value in words, and what that rests on."""
    grounds = {each.text: each.ground for each in titles_of(cohort).values()}
    for code, parameters in settings.rules.items():
        for name in parameters:
            grounds[word("parameter", "zh", full=f"{code}.{name}")] = usual_of(code, name)
    return [(title, value, grounds[title]) for title, value in told(cohort, settings).items()]


def usual_of(code: str, parameter: str) -> str:
    """Say what a rule's parameter is as shipped; nothing for one there is no longer."""
    shipped = {rule.code: rule.params for rule in shipped_rules()}
    value = shipped.get(code, {}).get(parameter)
    return "" if value is None else f"{word('usually', 'zh', value=shown(value))}。"


def _day_said(name: str, value: str | bool) -> str:
    if not isinstance(value, bool):
        return f"{int(value[:2])} 月 {int(value[3:])} 日"
    return READINGS[value] if name.endswith("_inclusive") else ("设" if value else "不设")


def differences(cohort: Cohort, before: Settings, after: Settings) -> list[Change]:
    """Return what differs between two versions, as a person reads it."""
    return _changed(told(cohort, before), told(cohort, after))


def _changed(was: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    names = dict.fromkeys((*was, *now))
    return [
        Change(name, was.get(name, ""), now.get(name, ""))
        for name in names
        if was.get(name, "") != now.get(name, "")
    ]


def versions_of(cohort: Cohort) -> Sequence[tuple[CohortSettings, list[Change]]]:
    """Return the versions, newest first, each with what it changed against the one before."""
    versions = list(cohort.settings_versions.select_related("by").order_by("number"))
    listed, was = [], told(cohort, read(cohort, None))
    for version in versions:
        now = told(cohort, read(cohort, version))
        listed.append((version, _changed(was, now)))
        was = now
    return listed[::-1]


def readings_of(cohort: Cohort, settings: Settings) -> Sequence[tuple[str, str, str]]:
    """Return what the calendar makes of its settings: title, clause, words with 含当日 or not."""
    found = {each.kind: each for each in reversed(periods(cohort.year, settings))}
    regular = [(f"{e.title}第一期", e.deadline.clause, e.words) for e in reversed(found.values())]
    single = _single(cohort.year, settings)
    return [*regular, *((each.title, each.clause, each.words) for each in single)]


def _single(year: int, settings: Settings) -> list[Deadline | Milestone]:
    return [*deadlines(year, settings), *milestones(year, settings)]
