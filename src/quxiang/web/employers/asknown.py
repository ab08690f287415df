"""What was known of employers at a moment: the list as it stood, and look-ups by their dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from quxiang.web.employers.lookupmodels import Decision, LookUp, Outcome
from quxiang.web.employers.models import EmployerChange
from quxiang.web.employers.normalising import address_key

#: columns a look-up tells that rules read, as the list has them
FACTS = ("status", "founded_on", "address_key", "legal_person_hash", "phone_hash")
_DATES = ("founded_on", "status_on", "size_on")
Overrides = Mapping[int, Mapping[str, Any]]


def told_otherwise(school_id: int, moment: datetime) -> Overrides:
    """Return, by employer, the facts that were known otherwise at a moment than the list says now.

    A look-up of before counts from its date on, until the list was written again after it or a
    person decided that the list is right; what a person took over later was not known yet.
    """
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    _before_changes(school_id, moment, found)
    _by_look_ups(school_id, moment, found)
    return found


def _before_changes(school_id: int, moment: datetime, found: dict[int, dict[str, Any]]) -> None:
    """Put back what was taken over from look-ups after the moment, the last first."""
    later = EmployerChange.objects.filter(school_id=school_id, kind="look_up", at__gt=moment)
    for employer, before in later.order_by("-pk").values_list("employer_id", "before"):
        known = {name: _read(name, value) for name, value in before.items()}
        if "address" in known:
            known["address_key"] = address_key(known["address"])
        found[employer].update({name: known[name] for name in FACTS if name in known})


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value


def _by_look_ups(school_id: int, moment: datetime, found: dict[int, dict[str, Any]]) -> None:
    rows = LookUp.objects.filter(school_id=school_id, outcome=Outcome.FOUND, at__lte=moment)
    told = rows.order_by("employer_id", "-at", "-pk").values_list(
        "employer_id", "at", "employer__recorded_at", "decision", "decided_at",
        "status", "founded_on", "address", "legal_person_hash", "phone_hash",
    )  # fmt: skip
    last = 0
    for employer, at, recorded_at, decision, decided_at, *said in told.iterator():
        if employer == last:
            continue
        last = employer
        refused = decision == Decision.KEPT and decided_at is not None and decided_at <= moment
        if not refused and not at < recorded_at <= moment:
            facts = dict(zip(FACTS, said, strict=True))
            facts["address_key"] = address_key(str(facts["address_key"]))
            found[employer].update({name: value for name, value in facts.items() if value})
