"""Employers that share an owner, an address or a telephone: found in sets, and told why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from quxiang.web.employers.groupmodels import GroupThreshold
from quxiang.web.employers.models import Employer
from quxiang.web.employers.people import people_by_employer, places_of

if TYPE_CHECKING:
    from quxiang.web.roster.models import Cohort


@dataclass(frozen=True)
class Link:
    """What employers may share: the column that holds it, and why it puts them together."""

    kind: str
    title: str
    column: str
    why: str


_OWNER = "登记的法定代表人（或经营者）是同一个姓名；姓名只留散列，不显示，同名的也可能是两个人"
_ADDRESS = "登记的注册地址去掉空格、全半角和括号写法的差别后完全相同"
_PHONE = "登记的电话去掉区号写法、国家代码和分机后是同一个号码；号码只留散列，不显示"
LINKS: Mapping[str, Link] = {
    "owner": Link("owner", "同一法定代表人", "legal_person_hash", _OWNER),
    "address": Link("address", "同一地址", "address_key", _ADDRESS),
    "phone": Link("phone", "同一电话", "phone_hash", _PHONE),
}


@dataclass
class Member:
    """One employer of a group, with whoever went there."""

    employer: Employer
    people: int = 0
    places: Sequence[tuple[int, str, int]] = ()


@dataclass
class Group:
    """Employers that share something; ``people`` are the cohort's graduates at all of them."""

    link: Link
    key: str
    size: int
    people: int
    members: list[Member] = field(default_factory=list)

    @property
    def why(self) -> str:
        """Say why these are together."""
        what = f"“{self.members[0].employer.address}”" if self.link.kind == "address" else ""
        return f"这 {self.size} 家单位{self.link.why}{f'：{what}' if what else ''}。"

    @property
    def colleges(self) -> list[str]:
        """Return the colleges whose graduates went there, in any cohort."""
        return list(dict.fromkeys(place[1] for each in self.members for place in each.places))

    @property
    def years(self) -> list[int]:
        found = {place[0] for each in self.members for place in each.places}
        return sorted(found, reverse=True)


def sharing(school_id: int, link: Link) -> QuerySet[Employer]:
    """Return the employers in force that have something of this kind."""
    rows = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    return rows.exclude(**{link.column: ""})


def threshold_of(school_id: int) -> GroupThreshold:
    """Return from how many employers and graduates on a group is listed; by default 2 and 1."""
    kept = GroupThreshold.objects.filter(school_id=school_id).select_related("by").first()
    return kept or GroupThreshold(school_id=school_id)


def groups_of(least: GroupThreshold, link: Link, cohort: Cohort | None) -> list[Group]:
    """Return every group at or above a threshold, the one with most graduates first.

    Without members: only what a page shows is read in full, by :func:`filled`.
    """
    rows = sharing(least.school_id, link)
    shared = rows.values(link.column).annotate(number=Count("pk")).filter(
        number__gte=max(2, least.employers)
    )  # fmt: skip
    members = rows.filter(**{f"{link.column}__in": shared.values(link.column)})
    people = people_by_employer(cohort) if cohort is not None else {}
    size: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for key, employer in members.values_list(link.column, "pk"):
        size[key] += 1
        went[key] += people.get(employer, 0)
    found = [Group(link, key, size[key], went[key]) for key in size]
    kept = [each for each in found if each.people >= least.people]
    return sorted(kept, key=lambda each: (-each.people, -each.size, each.key))


def filled(groups: Sequence[Group], school_id: int, cohort: Cohort | None) -> Sequence[Group]:
    """Read the members of some groups, with the people of the cohort, colleges and years."""
    if not groups:
        return groups
    link = groups[0].link
    by_key = {each.key: each for each in groups}
    rows = sharing(school_id, link).filter(**{f"{link.column}__in": list(by_key)})
    members = list(rows.order_by("folded_name", "pk"))
    places = places_of([each.pk for each in members], school_id)
    year = cohort.year if cohort is not None else None
    for each in members:
        where = places.get(each.pk, [])
        people = sum(number for at, _, number in where if at == year)
        by_key[getattr(each, link.column)].members.append(Member(each, people, where))
    return groups


def groups_with(employer: Employer) -> list[Group]:
    """Return the groups one employer is in, each with its members, in one statement."""
    keys = {name: each.column for name, each in LINKS.items() if getattr(employer, each.column)}
    if not keys:
        return []
    live = Employer.objects.filter(school_id=employer.school_id, merged_into=None)
    # one statement, and each part of it one look into an index of its own
    first, *others = (live.filter(**{each: getattr(employer, each)}) for each in keys.values())
    near = list(first.union(*others).order_by("folded_name", "pk")[:MOST])
    found = []
    for kind, column in keys.items():
        key = getattr(employer, column)
        members = [Member(each) for each in near if getattr(each, column) == key]
        if len(members) > 1:
            found.append(Group(LINKS[kind], key, len(members), 0, members))
    return found


#: employers near one that its page lists
MOST = 200
