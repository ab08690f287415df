"""The replies to a list, college by college; one reply: put together, written on, printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.feedback.access import (
    WRITES,
    get_college_for,
    get_list_for,
    may_take,
    may_write_reply,
)
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, Reply
from quxiang.web.feedback.selectors import colleges_of
from quxiang.web.feedback.services import replying
from quxiang.web.imports.states import ImportState
from quxiang.web.orgs.models import Unit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NONE = "还没有答复稿。请先按各件的答复生成一稿。"


def replies(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show which colleges have a text, and the files that go back with our answers."""
    user = reader(request)
    of = get_list_for(user, list_id)
    listed = colleges_of(user, of)
    drafts: dict[int, Reply] = {}
    for each in Reply.objects.filter(of=of).select_related("by").order_by("number"):
        drafts[each.college_id] = each
    files = FeedbackFile.objects.filter(of=of, upload__state=ImportState.APPLIED)
    context = {
        "of": of, "rows": [(unit, count, drafts.get(unit.pk)) for unit, count in listed],
        "files": files.order_by("pk") if may_take(user) else (),
    }  # fmt: skip
    return render(request, "feedback/replies.html", context)


def _asked(request: HttpRequest, list_id: int, unit_id: int) -> tuple[FeedbackList, Unit]:
    of = get_list_for(reader(request), list_id)
    return of, get_college_for(reader(request), of, unit_id)


def reply(request: HttpRequest, list_id: int, unit_id: int) -> HttpResponse:
    """Show the newest text of a college's reply, and the numbers of those before."""
    return _reply(request, *_asked(request, list_id, unit_id))


def _reply(
    request: HttpRequest, of: FeedbackList, college: Unit, said: str = "", status: int = 200
) -> HttpResponse:
    texts = list(Reply.objects.filter(of=of, college=college).select_related("by"))
    number = request.GET.get("number", "")
    shown = next((each for each in texts if str(each.number) == number), None)
    shown = shown or next(iter(texts), None)
    shows(request, shown.subjects if shown is not None else [])
    named = [
        (name, title, request.POST.get(name, getattr(shown, name, "")))
        for name, title in replying.PARTS.items()
    ]
    context = {
        "of": of, "college": college, "reply": shown, "texts": texts, "parts": named, "said": said,
        "newest": bool(texts) and shown == texts[0], "seen": texts[0].number if texts else 0,
        "writes": may_write_reply(reader(request), college),
    }  # fmt: skip
    return render(request, "feedback/reply.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else 0


def compose(request: HttpRequest, list_id: int, unit_id: int) -> HttpResponse:
    """Put the next text together from the answers there are."""
    of, college = _asked(request, list_id, unit_id)
    replying.compose(of=of, college=college, seen=_seen(request), by=reader(request))
    messages.success(request, "已按各件目前的答复生成一稿，可以改写；改写也留作新的一稿。")
    return redirect("feedback:reply", of.pk, college.pk)


def write(request: HttpRequest, list_id: int, unit_id: int) -> HttpResponse:
    """Keep what was written as the next text."""
    of, college = _asked(request, list_id, unit_id)
    require(may_write_reply(reader(request), college), WRITES)
    parts = {name: request.POST.get(name, "") for name in replying.PARTS}
    texts = replying.Texts(**parts, seen=_seen(request))
    try:
        replying.write(of=of, college=college, texts=texts, by=reader(request))
    except InvalidError as error:
        return _reply(request, of, college, str(error), 422)
    messages.success(request, "已保存为新的一稿。")
    return redirect("feedback:reply", of.pk, college.pk)


def _newest(request: HttpRequest, list_id: int, unit_id: int) -> Reply:
    of, college = _asked(request, list_id, unit_id)
    require(may_write_reply(reader(request), college), WRITES)
    found = Reply.objects.filter(of=of, college=college)
    first = found.select_related("of", "college__school").first()
    if first is None:
        raise InvalidError(_NONE)
    return first


def printed(request: HttpRequest, list_id: int, unit_id: int) -> HttpResponse:
    """Make the PDF of the newest text, to be signed and stamped on paper."""
    found = _newest(request, list_id, unit_id)
    made = replying.print_reply(reply=found, site=site_of(request), by=reader(request))
    return redirect("documents:one", made.pk)


def word(request: HttpRequest, list_id: int, unit_id: int) -> HttpResponse:
    """Give the newest text as a Word file."""
    found = _newest(request, list_id, unit_id)
    shows(request, found.subjects)
    content = replying.word_of(reply=found, by=reader(request))
    return file_response(content, DOCX, f"{found.college.name}反馈答复第{found.number}稿.docx")
