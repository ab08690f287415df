"""What is done with a campaign: begun, worded, tried, and every step of its way."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.campaigns.access import (
    PREPARES,
    RELEASES,
    get_campaign_for,
    may_prepare,
    may_release,
)
from quxiang.web.campaigns.models import Kind
from quxiang.web.campaigns.services import preparing, releasing
from quxiang.web.campaigns.views.reading import ENDING, PREPARING, REASONED, shown
from quxiang.web.campaigns.wording import parts_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.roster.selectors import current_cohort

_DO = {
    "propose": releasing.propose, "release": releasing.release, "send_back": releasing.send_back,
    "pause": releasing.pause, "resume": releasing.resume, "cancel": releasing.cancel,
    "prepare_again": preparing.prepare_again,
}  # fmt: skip


def begin_one(request: HttpRequest) -> HttpResponse:
    """Begin a campaign of the cohort at hand."""
    user = reader(request)
    require(may_prepare(user), PREPARES)
    cohort, kind = current_cohort(user, request.POST.get("cohort", "")), request.POST.get("kind")
    if cohort is None or kind not in Kind.values:
        raise InvalidError("请选择哪一种批量通知；还没有届别的，先开设届别。")
    try:
        made = preparing.begin(cohort=cohort, kind=str(kind), by=user)
    except InvalidError as error:
        messages.error(request, str(error))
        return redirect("campaigns:campaigns")
    messages.success(request, "正在备名单，稍后刷新即可看到。")
    return redirect("campaigns:one", made.pk)


def words(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Keep what a campaign says."""
    user = reader(request)
    campaign = get_campaign_for(user, campaign_id)
    require(may_prepare(user), PREPARES)
    typed = {part: request.POST.get(f"text-{part}", "") for part in parts_of(campaign.kind)}
    try:
        preparing.word(campaign=campaign, texts=typed, seen=seen_in(request), by=user)
    except InvalidError as error:
        return shown(request, campaign, str(error), typed)
    messages.success(request, "内容已保存。")
    return redirect("campaigns:one", campaign.pk)


def attempt(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Write the texts to oneself."""
    user = reader(request)
    campaign = get_campaign_for(user, campaign_id)
    require(may_prepare(user), PREPARES)
    went = preparing.try_on_oneself(campaign=campaign, by=user)
    messages.success(request, f"已给自己各发一条（{'；'.join(went)}），在“我的通知”里也能看到。")
    return redirect("campaigns:one", campaign.pk)


def act(request: HttpRequest, campaign_id: int, verb: str) -> HttpResponse:
    """Take a campaign one step further."""
    user = reader(request)
    campaign = get_campaign_for(user, campaign_id)
    if verb not in _DO:
        raise Http404
    if verb in (*PREPARING, *ENDING):
        require(may_prepare(user), PREPARES)
    require(may_release(user), RELEASES)
    more = {"reason": request.POST.get("reason", "")} if verb in REASONED else {}
    try:
        _DO[verb](campaign=campaign, seen=seen_in(request), by=user, **more)  # type: ignore[operator]
    except InvalidError as error:
        return shown(request, campaign, str(error))
    return redirect("campaigns:one", campaign.pk)
