"""What tests of the negative list share: confirmed faults, who decides, one listing at any step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case
from quxiang.web.assessment.models import Listing
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.test_pages import a_case

WORDS = {"title": "佐证材料逾期未补", "facts": "两次提醒后仍未补齐，逾期十天。"}


@dataclass(frozen=True)
class School:
    """Who decides: 林 the school's reviewer, 高 its head for employment; 贺 heads 农学院."""

    lin: User
    gao: User
    he: User


def school(cast: Cast) -> School:
    return School(
        lin=appointed(staff(cast.school, "8301", "林远"), PostKind.SCHOOL_REVIEWER),
        gao=appointed(staff(cast.school, "8302", "高岚"), PostKind.SCHOOL_EMPLOYMENT_HEAD),
        he=appointed(staff(cast.school, "8303", "贺院"), PostKind.COLLEGE_HEAD, cast.agronomy),
    )


def confirmed(cast: Cast, outcome: str = "fixed", **more: object) -> Case:
    """Keep a case of 农学院 that somebody verified."""
    now = clock.now()
    return a_case(cast, "closed", closed_at=now, outcome=outcome, answered_at=now, **more)


def send(user: User, path: str, **typed: Any) -> Any:
    return login(Client(), user).post(path, typed)


def propose(cast: Cast, **typed: Any) -> Any:
    """Propose as the form does; without grounds of its own on a case confirmed for it."""
    path = f"/assessment/propose/{cast.agronomy.pk}/"
    given = {**WORDS, "uses": ["targets", "awards"]}
    if not {"case", "feedback", "handling", "complaint"} & typed.keys():
        given["case"] = [confirmed(cast).pk]
    return send(cast.qian, path, **{**given, **typed})


def proposed(cast: Cast) -> Listing:
    answer = propose(cast)
    assert answer.status_code == 302, answer.content.decode()
    return Listing.objects.latest("pk")


def act(user: User, listing: Listing, verb: str, **typed: Any) -> int:
    """Take a step as the page does that was opened just now; return how it was answered."""
    listing.refresh_from_db()
    given: dict[str, Any] = {"text": "理由如附件所述。", "seen": listing.revision}
    if verb == "include":
        given["uses"] = ["awards"]
    status: int = send(user, f"/assessment/{listing.pk}/{verb}/", **{**given, **typed}).status_code
    listing.refresh_from_db()
    return status


def later(listing: Listing) -> None:
    """Let the college's time to reply be over."""
    Listing.objects.filter(pk=listing.pk).update(reply_due_on=clock.today() - timedelta(days=1))
