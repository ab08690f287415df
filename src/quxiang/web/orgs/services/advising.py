"""Say who advises whom, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import Advising

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Graduate


@trail.atomic()
def advise(*, adviser: User, graduate: Graduate, kind: str, by: User | None) -> Advising:
    """Let a member of staff advise a graduate in one capacity; again changes nothing."""
    if adviser.school_id != graduate.school_id or adviser.is_graduate:
        raise InvalidError("指导老师要是本校教职工。")
    advising, created = Advising.objects.get_or_create(
        adviser=adviser, graduate=graduate, kind=kind, ended_at=None,
        defaults={
            "school_id": graduate.school_id,
            "college_id": graduate.college_id,
            "started_at": clock.now(),
        },
    )  # fmt: skip
    if created:
        after = {"adviser": adviser.pk, "kind": kind}
        trail.record("advising.start", advising, by=by, subjects=[graduate.pk], after=after)
    return advising


@trail.atomic()
def stop_advising(*, advising: Advising, by: User | None) -> None:
    """End an advising; again changes nothing."""
    now = clock.now()
    if Advising.objects.filter(pk=advising.pk, ended_at__isnull=True).update(ended_at=now):
        advising.ended_at = now
        trail.record("advising.stop", advising, by=by, subjects=[advising.graduate_id])
