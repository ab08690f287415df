"""What former cohorts know of employers: for the page of one, and for the form's search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from quxiang.standards import fold_name
from quxiang.web.common import sealed
from quxiang.web.employers.models import Employer, Precedent

#: fewer people than this are not told to everybody
FEW = 5
#: rows looked at for one search
MOST = 60


def precedents_of(employer: Employer) -> QuerySet[Precedent]:
    """Return what former cohorts know of an employer: by its code, else by any of its names."""
    names = {employer.folded_name, *(each.folded_name for each in employer.names.all())}
    school = employer.school_id
    known = Q(school=school, uscc="", folded_name__in=names)
    if employer.uscc:
        known |= Q(school=school, uscc=employer.uscc)
    return Precedent.objects.filter(known)


@dataclass
class Offer:
    """One employer former cohorts know: the newest row of it, and how many in which year."""

    newest: Precedent
    years: dict[int, int] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Say in which years it was registered; few people are not counted out to everybody."""
        told = [
            f"{year} 届{f' {people} 人' if people >= FEW else ''}"
            for year, people in sorted(self.years.items(), reverse=True)
        ]
        return f"往届登记过：{'、'.join(told)}"


def offers_of(rows: Iterable[Precedent]) -> list[Offer]:
    """Return precedents by employer, the one most people went to first."""
    found: dict[tuple[str, str], Offer] = {}
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for each in rows:
        key = (each.uscc, "" if each.uscc else each.folded_name)
        offer = found.setdefault(key, Offer(each))
        if each.year > offer.newest.year:
            offer.newest = each
        years = counts[key]
        # the same registrations may stand in a file too: the larger count is right, not the sum
        years[each.year] = max(years.get(each.year, 0), each.people)
    for key, offer in found.items():
        offer.years = counts[key]
    return sorted(found.values(), key=lambda each: -sum(each.years.values()))


def searched(school_id: int, text: str) -> QuerySet[Precedent]:
    """Return what former cohorts know by the beginning of a code or a part of a name."""
    rows = Precedent.objects.filter(school_id=school_id)
    plain = sealed.folded(text)
    if plain.isascii() and plain.isalnum() and any(sign.isdigit() for sign in plain):
        return rows.filter(uscc__startswith=plain)
    return rows.filter(folded_name__contains=fold_name(text))
