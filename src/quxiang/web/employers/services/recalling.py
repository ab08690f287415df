"""Learn employers from what was registered and entered of former cohorts, once a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from quxiang.standards import fold_name
from quxiang.web.common.columns import insert_columns
from quxiang.web.destinations.models import Confirmation, Registration
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.employers.models import Precedent
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.roster.models import Cohort

_FACTS = ("nature", "industry", "place_code", "place_name")
_COLUMNS = (
    "school_id", "source", "year", "uscc", "name", "folded_name", *_FACTS, "people", "confirmed",
    "recorded_at",
)  # fmt: skip
Key = tuple[str, str]


@dataclass
class _Known:
    """What was said of one employer, and how often."""

    names: Counter[str] = field(default_factory=Counter)
    facts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    people: int = 0
    confirmed: int = 0


@periodic("employers.precedents", every(days=1))
def learn_from_former_cohorts(now: datetime) -> None:
    """Count anew, for each school, the cohorts before its newest; again changes nothing."""
    newest: dict[int, int] = {}
    for cohort in Cohort.objects.order_by("-year"):
        if newest.setdefault(cohort.school_id, cohort.year) != cohort.year:
            learn_from(cohort, now)


def learn_from(cohort: Cohort, now: datetime) -> int:
    """Keep which employers the entered registrations of a cohort name; return how many.

    The rows of a cohort are replaced whole, so that what was corrected since is right here too.
    """
    known = _known(cohort)
    rows = [
        (
            cohort.school_id, Precedent.Source.HERE, cohort.year, uscc,
            each.names.most_common(1)[0][0], fold_name(each.names.most_common(1)[0][0]),
            *each.facts.most_common(1)[0][0], each.people, each.confirmed, now,
        )
        for (uscc, _), each in sorted(known.items())
    ]  # fmt: skip
    mine = Precedent.objects.filter(
        school_id=cohort.school_id, year=cohort.year, source=Precedent.Source.HERE
    )
    with transaction.atomic():
        mine.delete()
        insert_columns(Precedent, _COLUMNS, rows)
    return len(rows)


def _known(cohort: Cohort) -> dict[Key, _Known]:
    sure = Confirmation.objects.filter(version=OuterRef("in_force"), state="confirmed")
    rows = Registration.objects.filter(
        cohort=cohort, state=RegistrationState.ENTERED, in_force__isnull=False,
        graduate__removed=False,
    ).exclude(in_force__employer_name="")  # fmt: skip
    said = ("employer_uscc", "employer_name", "employer_nature", *_FACTS[1:])
    told = rows.annotate(sure=Exists(sure)).order_by().values_list(
        *(f"in_force__{name}" for name in said), "sure"
    )  # fmt: skip
    found: dict[Key, _Known] = defaultdict(_Known)
    for uscc, name, *facts, confirmed, number in told.annotate(number=Count("pk")):
        one = found[uscc, "" if uscc else fold_name(name)]
        one.names[name] += number
        one.facts[tuple(facts)] += number
        one.people += number
        one.confirmed += number if confirmed else 0
    return found
