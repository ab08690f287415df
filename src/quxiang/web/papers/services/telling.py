"""Tell signers that a paper waits, handlers that it is signed, returned, accepted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.papers.models import Paper
from quxiang.web.papers.seats import Chair


def tell_signers(paper: Paper, chairs: Iterable[Chair]) -> None:
    """Tell everybody who is asked to sign."""
    users = {h.user_id: h.user for each in chairs for h in each.holders if each.signature is None}
    _tell(paper, users.values(), "请您签字")


def tell_handlers(paper: Paper, what: str) -> None:
    """Tell who sent it, and the recorder of its college; for the school the centre."""
    held = _held(paper).filter(kind__in=paper.about.handlers)
    sender = User.objects.select_related("school").filter(pk=paper.prepared_by_id)
    users = {each.pk: each for each in (*sender, *(a.user for a in held))}
    _tell(paper, users.values(), what)


def tell_centre(paper: Paper, what: str) -> None:
    held = active_appointments(clock.now()).filter(school_id=paper.school_id)
    rows = held.filter(kind=PostKind.CENTRE_OFFICER).select_related("user__school")
    _tell(paper, {each.user_id: each.user for each in rows}.values(), what)


def _held(paper: Paper) -> QuerySet[Appointment]:
    held = active_appointments(clock.now()).filter(school_id=paper.school_id)
    return held.filter(unit=paper.unit).select_related("user__school")


def _tell(paper: Paper, users: Iterable[User], what: str) -> None:
    for user in users:
        key = f"paper-{paper.pk}-{paper.revision}-{user.pk}"
        link = f"/papers/{paper.pk}/"
        said = {"title": paper.title, "version": str(paper.version), "what": what}
        send(user, "paper", key=key, link=link, **said)
