"""By what messages go, and a try; what they say, kind by kind, with a preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.notifications.access import (
    SEES_OUTBOX,
    SETS_CHANNELS,
    may_see_outbox,
    may_set_channels,
    may_set_words,
)
from quxiang.web.notifications.forms import DispatchForm, WordingForm
from quxiang.web.notifications.models import Dispatch, Message, Wording
from quxiang.web.notifications.routing import dispatch_of
from quxiang.web.notifications.services import send
from quxiang.web.notifications.services.dispatching import save_dispatch
from quxiang.web.notifications.services.wording import faults_of, save_wording
from quxiang.web.notifications.texts import TEMPLATES, example, parts
from quxiang.web.notifications.wordings import newest_wording


def channels(request: HttpRequest) -> HttpResponse:
    """Show and save by what messages go."""
    user = reader(request)
    require(may_set_channels(user), SETS_CHANNELS)
    kept = dispatch_of(user.school_id)
    form = DispatchForm(request.POST or None, kept=kept)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, "已保存为新的一版，从下一条消息起按它发送。")
        return redirect("notifications:channels")
    versions = Dispatch.objects.filter(school_id=user.school_id).select_related("by")[:20]
    context = {
        "form": form, "kept": kept, "versions": versions,
        "tests": Message.objects.filter(user=user, template="test").order_by("-pk")[:3],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "notifications/channels.html", context, status=status)


def _saved(request: HttpRequest, form: DispatchForm) -> bool:
    try:
        save_dispatch(
            by=reader(request), after=seen_in(request), said=form.said(), secrets=form.secrets(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except InvalidError as error:
        for problem in error.problems:
            column = problem.where.column if problem.where is not None else None
            where = column if column in form.fields else None
            form.add_error(where, f"{problem.message}{problem.remedy}")
        return False
    return True


def attempt(request: HttpRequest) -> HttpResponse:
    """Write oneself a message by the channel that is set for staff."""
    user = reader(request)
    require(may_set_channels(user), SETS_CHANNELS)
    message = send(user, "test")
    words = f"测试消息已交给“{Message.Channel(message.channel).label}”。{message.why}"
    messages.success(request, words)
    return redirect("notifications:channels")


def texts(request: HttpRequest) -> HttpResponse:
    """Show what each kind of message says, as it reads with example values."""
    user = reader(request)
    require(may_see_outbox(user), SEES_OUTBOX)
    own = {
        each.template: each
        for each in Wording.objects.filter(school_id=user.school_id).order_by("number")
    }
    rows = []
    for name, form in TEMPLATES.items():
        kept = own.get(name)
        text = kept.text if kept and kept.text else form.text
        told = example(name, text)
        rows.append((name, form, told, parts(told), bool(kept and kept.text)))
    context = {"rows": rows, "codes": dispatch_of(user.school_id).sms_codes}
    return render(request, "notifications/texts.html", context)


def wording(request: HttpRequest, template: str) -> HttpResponse:
    """Show and save what one kind of message says; a preview beside it."""
    user = reader(request)
    require(may_see_outbox(user), SEES_OUTBOX)
    if template not in TEMPLATES:
        raise Http404
    form_of, kept = TEMPLATES[template], newest_wording(user.school_id, template)
    now = kept.text if kept and kept.text else form_of.text
    form = WordingForm(request.POST or None, initial={"text": now})
    shown, status = now, 200
    if request.method == "POST":
        require(may_set_words(user), SEES_OUTBOX)
        shown = request.POST.get("text", "").strip() or form_of.text
        faults = faults_of(template, shown)
        if "preview" in request.POST:
            for fault in faults:
                form.add_error("text", fault)
        elif form.is_valid() and _worded(request, template, form):
            messages.success(request, "已保存为新的一版，从下一条消息起按它发送。")
            return redirect("notifications:texts")
        status = 422 if form.errors else 200
        shown = now if faults else shown
    told = example(template, shown)
    versions = Wording.objects.filter(school_id=user.school_id, template=template)
    context = {
        "form": form, "kept": kept, "kind": form_of, "template": template, "told": told,
        "parts": parts(told), "letters": len(told), "may": may_set_words(user),
        "names": [f"{{{each}}}" for each in form_of.names],
        "versions": versions.select_related("by").order_by("-number")[:20],
    }  # fmt: skip
    return render(request, "notifications/wording.html", context, status=status)


def _worded(request: HttpRequest, template: str, form: WordingForm) -> bool:
    given = form.cleaned_data
    try:
        save_wording(
            template=template, text=given["text"], after=seen_in(request),
            reason=given["reason"], by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        form.add_error("text" if given["reason"].strip() else "reason", str(error))
        return False
    return True
