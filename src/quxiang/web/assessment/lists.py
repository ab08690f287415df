"""The negative list as a list: what waits, what stands, what came to nothing."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.assessment.models import Listing
from quxiang.web.assessment.states import IN_FORCE, PENDING, ListingState
from quxiang.web.common import clock
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

S = ListingState
TONES = {
    S.PROPOSED: "doubt", S.REPLIED: "doubt", S.WITHDRAWN: "", S.DROPPED: "good",
    S.LISTED: "wrong", S.APPEALED: "wrong", S.UPHELD: "wrong", S.OVERTURNED: "good",
    S.REVOKED: "good",
}  # fmt: skip


def state_of(listing: Listing) -> str:
    """Return how a listing stands; red only where it is on the list."""
    if is_late(listing):
        return "逾期未答复，待学校决定"
    return str(S(listing.state).label)


def is_late(listing: Listing) -> bool:
    return listing.state == S.PROPOSED and listing.reply_due_on < clock.today()


def due_of(listing: Listing) -> str:
    """Return by when the college acts next, where it may."""
    if listing.state == S.PROPOSED:
        return f"{listing.reply_due_on} 前答复"
    if listing.state == S.LISTED and listing.appeal_due_on is not None:
        return f"{listing.appeal_due_on} 前可申诉"
    return ""


def _states(_: HttpRequest) -> dict[str, str]:
    ordered = (*PENDING, *IN_FORCE, *S)
    return {str(each): str(each.label) for each in dict.fromkeys(ordered)}


LISTINGS = ListSpec(
    name="listings",
    title="负面清单",
    columns=(
        Column("label", "编号", order=("number",)),
        Column("title", "事项"),
        Column("college", "学院", value=lambda row: row.college.name),
        Column("state", "状态", value=state_of, tone=lambda row: TONES[S(row.state)]),
        Column("due", "期限", value=due_of, labelled=True),
        Column("proposed_at", "提出时间", order=("proposed_at",)),
        Column("decided_at", "决定时间", order=("decided_at",)),
    ),
    order=("-number",),
    filters=(
        Filter("state", "状态", "state", _states),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("assessment:one"),
    empty_title="负面清单里没有事项",
    empty_hint="中心依查实的预警、反馈、处理和举报提出，学院答复，由学校决定；都列在这里。",
)
