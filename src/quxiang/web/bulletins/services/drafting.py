"""Draft a bulletin from one snapshot: by the worker, or by the centre when it wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.bulletins.access import DRAFTS, may_draft
from quxiang.web.bulletins.facts import facts_of
from quxiang.web.bulletins.models import Bulletin, BulletinStep, Kind
from quxiang.web.bulletins.states import BulletinState
from quxiang.web.bulletins.wording import CLOSING, OPENING, title_of
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError, require
from quxiang.web.orgs.models import Unit
from quxiang.web.season.models import Snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ALREADY = "这份快照的这种通报已经起草过，没有再起草一份。请在通报列表里打开已有的一份。"


def draft_on_demand(*, snapshot: Snapshot, college: Unit | None, by: User) -> Bulletin:
    """Draft what the centre asks for; raises :class:`StaleStateError` where there is one."""
    require(may_draft(by), DRAFTS)
    return draft(snapshot=snapshot, kind=Kind.ON_DEMAND, college=college, by=by)


def draft(
    *, snapshot: Snapshot, kind: str, college: Unit | None, by: User | None = None
) -> Bulletin:
    """Keep a draft with its numbers, drawn before anything is locked; once a kind and scope."""
    cohort = snapshot.cohort
    made = Bulletin(
        school_id=snapshot.school_id, cohort=cohort, college=college, kind=kind,
        snapshot=snapshot, state=BulletinState.DRAFTED, facts=facts_of(snapshot, kind, college),
        title=title_of(cohort, kind, college, snapshot), opening=OPENING.format(year=cohort.year),
        closing=CLOSING, drafted_by=by, drafted_at=clock.now(),
    )  # fmt: skip
    _keep(made, by)
    return made


@trail.atomic()
def _keep(made: Bulletin, by: User | None) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise StaleStateError(ALREADY) from error
    note(made, "draft", "", by)
    after = {
        "kind": Kind(made.kind).label, "unit": made.college_id,
        "number": made.snapshot.number, "sha256": made.snapshot.sha256,
    }  # fmt: skip
    trail.record("bulletin.draft", made, by=by, after=after)


def note(bulletin: Bulletin, verb: str, text: str, by: User | None) -> None:
    BulletinStep.objects.create(
        school_id=bulletin.school_id, bulletin=bulletin, verb=verb, text=text, by=by,
        at=clock.now(),
    )  # fmt: skip
