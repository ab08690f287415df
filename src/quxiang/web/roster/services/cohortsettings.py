"""Give a cohort its next version of settings; versions are never edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from quxiang.standards import Settings, written
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError, require
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.cohortreading import differences
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, CohortSettings
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what another app works out anew, within the change: the cohort, its settings before and after
Follower = Callable[[Cohort, Settings, Settings], None]
_followers: list[Follower] = []


def follows_settings(follower: Follower) -> Follower:
    _followers.append(follower)
    return follower


@trail.atomic()
def save_settings(
    *, cohort: Cohort, settings: Settings, after: int, reason: str, by: User
) -> CohortSettings | None:
    """Record settings as the version after ``after``; ``None`` when nothing differs from it.

    Raises :class:`StaleStateError` when there is a newer version, ``InvalidError`` for an archived
    cohort. Scheme and cohort are the cohort's own, whatever ``settings`` says of them.
    """
    require(may_run_roster(by), RUNS_ROSTER)
    hold_open(cohort.pk)
    newest = settings_of(cohort)
    if (newest.number if newest else 0) != after:
        raise StaleStateError(
            f"这个页面打开之后，{cohort}的设置已有新的版本，您的更改没有保存。请刷新后在新版上再改。"
        )
    before = read(cohort, newest)
    settings = replace(settings, version=after + 1, scheme=cohort.scheme, cohort=str(cohort.year))
    changes = differences(cohort, before, settings)
    if not changes:
        return None
    made = CohortSettings.objects.create(
        school_id=cohort.school_id, cohort=cohort, number=settings.version, by=by,
        text=written(settings), digest=settings.digest, reason=reason, at=clock.now(),
    )  # fmt: skip
    trail.record(
        "cohort.settings", made, by=by, reason=reason,
        before={each.title: each.before for each in changes},
        after={"number": made.number, "digest": made.digest}
        | {each.title: each.after for each in changes},
    )  # fmt: skip
    for follow in _followers:
        follow(cohort, before, settings)
    return made
