"""Open a cohort, archive it, take that back; hold it open while its roster is written."""

from __future__ import annotations

from quxiang.problems import Problem
from quxiang.standards import Settings, written
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.archived import ended
from quxiang.web.accounts.services.sessions import end_of
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import School
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.models import Cohort, CohortSettings


@trail.atomic()
def open_cohort(
    *, school: School, year: int, scheme: str, by: User | None,
    window: str = Cohort.Window.ACADEMIC_YEAR,
) -> Cohort:  # fmt: skip
    """Open a cohort with the settings as shipped; again returns the one there is."""
    now = clock.now()
    cohort, created = Cohort.objects.get_or_create(
        school=school, year=year,
        defaults={"scheme": scheme, "window": window, "opened_at": now},
    )  # fmt: skip
    if created:
        first = Settings(scheme=scheme, cohort=str(year))
        CohortSettings.objects.create(
            school=school, cohort=cohort, number=first.version, text=written(first),
            digest=first.digest, reason="开设这一届时的默认设置", by=by, at=now,
        )  # fmt: skip
        after = {"year": year, "scheme": scheme, "window": cohort.window}
        trail.record("cohort.open", cohort, by=by, after=after)
    return cohort


@trail.atomic()
def archive(*, cohort: Cohort, reason: str, by: User) -> None:
    """Close a cohort's roster; graduates with no other open cohort are logged out for good.

    Raises :class:`StaleStateError` when somebody archived it first.
    """
    require(may_run_roster(by), RUNS_ROSTER)
    now = clock.now()
    open_one = Cohort.objects.filter(pk=cohort.pk, archived_at__isnull=True)
    if not open_one.update(archived_at=now):
        raise StaleStateError(f"{cohort}已经归档，您的操作没有执行。请刷新后再看。")
    logged_in = User.objects.filter(person__graduates__cohort=cohort)
    after = {"year": cohort.year, "archived": True, "sessions": end_of(ended(logged_in))}
    trail.record("cohort.archive", cohort, by=by, reason=reason, after=after)


@trail.atomic()
def unarchive(*, cohort: Cohort, reason: str, by: User) -> None:
    """Open an archived cohort again. Raises :class:`StaleStateError` when somebody did so first."""
    require(may_run_roster(by), RUNS_ROSTER)
    archived = Cohort.objects.filter(pk=cohort.pk, archived_at__isnull=False)
    if not archived.update(archived_at=None):
        raise StaleStateError(f"{cohort}没有归档，您的操作没有执行。请刷新后再看。")
    after = {"year": cohort.year, "archived": False}
    trail.record("cohort.unarchive", cohort, by=by, reason=reason, after=after)


def hold_open(*cohort_ids: int) -> None:
    """Let nobody archive these cohorts until the transaction ends. Refuses an archived one.

    Whoever writes a roster calls this before anything else is locked.
    """
    rows = Cohort.objects.select_for_update(no_key=True).filter(pk__in=cohort_ids).order_by("pk")
    archived = "、".join(str(each) for each in rows if each.archived_at is not None)
    if archived:
        message = f"{archived}已归档，名册和设置不再更改；这次的操作没有执行。"
        remedy = "确需更改的，请中心先在“届别与设置”里取消归档。"
        raise InvalidError(Problem("cohort_archived", message, remedy))
