"""Campaigns, one of them, and who is in it and why."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.campaigns.access import (
    SEES,
    campaigns_visible_to,
    get_campaign_for,
    may_prepare,
    may_release,
    may_see,
)
from quxiang.web.campaigns.models import Campaign, Kind, Member, Part, Why
from quxiang.web.campaigns.selectors import confirmed_since, progress_of, tally
from quxiang.web.campaigns.states import CAMPAIGNS, TONES, CampaignState
from quxiang.web.campaigns.wording import parts_of, read, values_of
from quxiang.web.common.refusals import require
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec
from quxiang.web.notifications.states import MessageState
from quxiang.web.notifications.texts import TEMPLATES as KINDS
from quxiang.web.notifications.texts import parts as in_parts
from quxiang.web.roster.selectors import current_cohort, found_by

#: acts of who prepares, and of who lets go, in the order of their buttons
PREPARING = ("propose", "prepare_again")
RELEASING = ("release", "resume", "pause", "send_back")
ENDING = ("cancel",)
WORDS = {
    "propose": "提请放行", "prepare_again": "重新备名单", "cancel": "取消", "release": "放行并发送",
    "send_back": "退回", "pause": "暂停", "resume": "继续发送",
}  # fmt: skip
#: acts that say why
REASONED = ("cancel", "send_back")


def campaigns(request: HttpRequest) -> HttpResponse:
    """List a school's campaigns, the newest first, and begin one."""
    user = reader(request)
    require(may_see(user), SEES)
    rows = campaigns_visible_to(user).select_related("cohort", "by")[:50]
    context = {
        "rows": [(each, TONES[CampaignState(each.state)]) for each in rows], "kinds": Kind.choices,
        "cohort": current_cohort(user), "may": may_prepare(user),
    }  # fmt: skip
    return render(request, "campaigns/campaigns.html", context)


def one(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show one campaign: who gets what and why, what it says, how it goes."""
    return shown(request, get_campaign_for(reader(request), campaign_id))


def shown(
    request: HttpRequest, campaign: Campaign, said: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    user, values = reader(request), values_of(campaign)
    texts = []
    for part in parts_of(campaign.kind):
        told = read(campaign, part, values)
        raw = (typed or {}).get(part, campaign.texts[part])
        texts.append((part, Part(part).label, told, in_parts(told), raw))
    prepares = (*PREPARING, *ENDING) if may_prepare(user) else ()
    may = {*prepares, *(RELEASING if may_release(user) else ())}
    if campaign.proposed_by_id == user.pk:
        may.discard("release")
    can = {each.name for each in CAMPAIGNS.from_state(campaign.state)} & may
    acts = [each for each in (*PREPARING, *RELEASING, *ENDING) if each in can]
    began = campaign.released_at is not None
    context = {
        "campaign": campaign, "tone": TONES[CampaignState(campaign.state)], "texts": texts,
        "tally": tally(campaign), "acts": [(each, WORDS[each], each in REASONED) for each in acts],
        "words": campaign.state == CampaignState.PREPARED and may_prepare(user),
        "tries": may_prepare(user), "own": campaign.proposed_by_id == user.pk, "said": said,
        "names": "、".join(f"{{{each}}}" for each in KINDS["confirm_asked"].names),
        "progress": progress_of(campaign) if began else None,
        "confirmed": confirmed_since(campaign) if began else None,
    }  # fmt: skip
    return render(request, "campaigns/one.html", context, status=422 if said else 200)


def _search(rows: QuerySet[Member], text: str) -> QuerySet[Member]:
    from quxiang.web.roster.models import Graduate  # noqa: PLC0415 - for its manager only

    return rows.filter(graduate__in=found_by(Graduate.objects.all(), text))


def _state(row: Member) -> str:
    if row.message is None:
        return ""
    heard = f"，{row.message.get_delivery_display()}" if row.message.delivery else ""
    return f"{row.message.get_state_display()}{heard}"


PEOPLE = ListSpec(
    name="campaign",
    title="名单",
    columns=(
        Column("name", "姓名", value=lambda m: m.graduate.name),
        Column("student_no", "学号", value=lambda m: m.graduate.student_no),
        Column("college", "学院", value=lambda m: m.graduate.college.name),
        Column("part", "分组", value=lambda m: m.get_part_display()),
        Column("why", "原因", value=lambda m: m.get_why_display()),
        Column("state", "消息", value=_state, labelled=True),
    ),
    order=("pk",),
    search=_search,
    filters=(
        Filter("part", "分组", "part", lambda _: dict(Part.choices)),
        Filter("why", "原因", "why", lambda _: dict(Why.choices)),
        Filter(
            "state",
            "消息",
            "message__state",
            lambda _: dict(MessageState.choices),
            empty="没有消息",
        ),
    ),
    exportable=False,
    empty_title="名单里没有人",
    empty_hint="名单还在准备，或者这一届没有毕业生。",
)


def people(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """List who is in a campaign, with which text or none, and why."""
    campaign = get_campaign_for(reader(request), campaign_id)
    rows = Member.objects.filter(campaign=campaign).select_related("graduate__college", "message")
    page = build(request, PEOPLE, rows)
    shows(request, [each.graduate_id for each in page.objects])
    return render(request, "campaigns/people.html", {"page": page, "campaign": campaign})
