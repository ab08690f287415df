"""Cases about an employer: those whose finding names it, or names what it shares with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case, CasePerson
from quxiang.web.alerts.selectors import with_late
from quxiang.web.common import clock
from quxiang.web.destinations.judging import key_of_employer
from quxiang.web.destinations.models import Registration
from quxiang.web.employers.models import Employer
from quxiang.web.employers.people import said_of
from quxiang.web.season.keys import hashed, snapshot_key

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: cases a page lists
SHOWN = 100


def cases_about(user: User, employer: Employer) -> list[Case]:
    """Return the open and closed cases about an employer that somebody sees, open ones first.

    They are looked for through everybody who ever named it; whose finding is another employer's
    is left out.
    """
    there = Registration.objects.filter(school_id=employer.school_id)
    there = there.filter(said_of(employer, "versions__"))
    proved = CasePerson.objects.filter(graduate__in=there.values("graduate_id"))
    rows = cases_visible_to(user).filter(subject="employer", pk__in=proved.values("case_id"))
    ordered = with_late(rows, clock.today()).select_related("college", "cohort")
    keys, links = _keys(employer), _links(employer)
    found = [
        each
        for each in ordered.order_by("-found_at", "-pk")
        if each.key.get("employer_key") in keys or each.key.get("link") in links
    ]
    return sorted(found, key=lambda each: each.closed_at is not None)[:SHOWN]


def _keys(employer: Employer) -> set[str | None]:
    """Return what the engine may call it: its code, its names with its place."""
    names = {employer.name, *(each.name for each in employer.names.all())}
    keys = {
        key_of_employer("", name, employer.place_code, employer.place_name) for name in names
    }  # fmt: skip
    return {employer.uscc or None, *keys} - {None}


def _links(employer: Employer) -> set[str | None]:
    """Return what snapshots call what it may share with others."""
    key = snapshot_key()
    hashes = {hashed(key, employer.legal_person_hash), hashed(key, employer.phone_hash)}
    return {*hashes, employer.address_key or None} - {None}
