"""Compare what a run found with the cases there are, in sets: new, seen again, vanished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from quxiang.web.alerts.found import Found
from quxiang.web.alerts.models import Case, CaseEvent, CasePerson, Origin, RuleRun
from quxiang.web.alerts.services.vanishing import vanish
from quxiang.web.alerts.states import LIVE, CaseState
from quxiang.web.common.columns import among, insert_columns, next_keys, update_columns

Kind = CaseEvent.Kind
#: what a case caches of a finding, and is written anew when it says something else
_SAID = (
    "college_id", "desk", "severity", "verdict", "message", "people_count", "graduate_id", "digest",
)  # fmt: skip
_NEW = (
    "school_id", "cohort_id", *_SAID, "fingerprint", "rule", "title", "window", "subject", "key",
    "state", "found_at", "seen_at", "first_run_id", "last_run_id", "due_on", "previous_id",
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """One run: what it found, which rules ran, by when each severity is to be answered.

    ``windows`` are the periods of rules that look at one; ``explains`` as the rules have it.
    """

    run: RuleRun
    found: Mapping[str, Found]
    rules: frozenset[str]
    windows: Mapping[str, str]
    explains: Mapping[str, Sequence[str]]
    due: Mapping[str, date]
    at: datetime
    #: what is exempt, by fingerprint: the exemption's key
    exempted: Mapping[str, int] = field(default_factory=dict)
    #: what the school's own rules are called, which a case carries
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """How many cases were opened, seen again, and not found any more."""

    opened: int
    seen: int
    gone: int


def reconcile(ran: Ran) -> Told:
    """Bring the cases of a cohort to what a run found; within the caller's transaction.

    What nobody found or answered meanwhile stays as it is, so the same run twice changes nothing.
    """
    live = {each.fingerprint: each for each in _live(ran.run)}
    new = [each for key, each in ran.found.items() if key not in live]
    seen = [each for key, each in live.items() if key in ran.found]
    _open(ran, new)
    _see(ran, seen)
    gone = vanish(ran, [each for key, each in live.items() if key not in ran.found])
    return Told(len(new), len(seen), gone)


def _live(run: RuleRun) -> list[Case]:
    """Lock the cases a run may change: whoever answers one waits, or was first."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        school_id=run.school_id, cohort_id=run.cohort_id, state__in=LIVE, origin=Origin.RUN
    )
    names = (
        "school_id",
        "fingerprint",
        "rule",
        "title",
        "window",
        "state",
        "digest",
        "gone_at",
        "key",
        "handed_at",
    )
    return list(rows.only(*names, "muted_by").order_by("pk"))


def _open(ran: Ran, new: Sequence[Found]) -> None:
    """Open a case for each, linked to the closed one of the same fingerprint if there is one."""
    if not new:
        return
    before = _closed(ran.run, [each.fingerprint for each in new])
    keys = next_keys(Case, len(new))
    run, at = ran.run, ran.at
    rows = [
        (
            run.school_id, run.cohort_id, *_said(each), each.fingerprint, each.finding.rule,
            ran.titles.get(each.finding.rule, ""), each.finding.window or "",
            each.finding.subject.kind, dict(each.finding.subject.key),
            CaseState.OPEN.value, at, at, run.pk, run.pk, ran.due[each.finding.severity],
            before.get(each.fingerprint), key,
        )
        for each, key in zip(new, keys, strict=True)
    ]  # fmt: skip
    insert_columns(Case, (*_NEW, "pk"), rows)
    _people(zip(keys, new, strict=True))
    kinds = (Kind.RECURRED if each.fingerprint in before else Kind.OPENED for each in new)
    note(
        ran,
        zip(keys, kinds, strict=True),
        {k: e.finding.message for k, e in zip(keys, new, strict=True)},
    )


def _closed(run: RuleRun, fingerprints: Sequence[str]) -> dict[str, int]:
    """Return the newest closed case of each fingerprint."""
    rows = Case.objects.filter(
        among(Case, "fingerprint", fingerprints), cohort_id=run.cohort_id, state=CaseState.CLOSED
    )
    return dict(rows.order_by("pk").values_list("fingerprint", "pk"))


def _said(each: Found) -> tuple[Any, ...]:
    finding = each.finding
    return (
        each.college, each.desk, finding.severity, finding.verdict, finding.message,
        len(each.people), each.graduate, each.digest,
    )  # fmt: skip


def _people(pairs: Any) -> None:
    rows = [(case, person) for case, each in pairs for person in each.listed]
    insert_columns(CasePerson, ("case_id", "graduate_id"), rows)


def _see(ran: Ran, seen: Sequence[Case]) -> None:
    """Note that cases are found again; of those that say something else, what they say now."""
    keys = [each.pk for each in seen]
    back = [(each.pk, Kind.BACK) for each in seen if each.gone_at is not None]
    Case.objects.filter(among(Case, "id", keys)).update(
        seen_at=ran.at, last_run=ran.run, gone_at=None, muted_by=""
    )
    changed = [
        (each.pk, found)
        for each in seen
        for found in [ran.found[each.fingerprint]]
        if found.digest != each.digest
    ]
    handed = {each.pk for each in seen if each.handed_at is not None}
    ours = [(*_said(found), key) for key, found in changed if key not in handed]
    update_columns(Case, _SAID, ours)
    # what the centre handed over stays with whom it gave it to
    theirs = [(*_said(found)[2:], key) for key, found in changed if key in handed]
    update_columns(Case, _SAID[2:], theirs)
    CasePerson.objects.filter(among(CasePerson, "case_id", [key for key, _ in changed])).delete()
    _people(changed)
    note(ran, back, {})
    note(
        ran, [(key, Kind.CHANGED) for key, _ in changed],
        {key: found.finding.message for key, found in changed},
    )  # fmt: skip


def note(ran: Ran, events: Any, texts: Mapping[int, str]) -> None:
    """Write what a run did to cases: a case's key and a kind each."""
    run, at = ran.run, ran.at
    rows = [
        (run.school_id, key, str(kind.value), texts.get(key, "")[:500], run.pk, at)
        for key, kind in events
    ]
    insert_columns(CaseEvent, ("school_id", "case_id", "kind", "text", "run_id", "at"), rows)
