"""The Word template of the office, in versions, and how bulletins are headed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins import fields
from quxiang.web.bulletins.access import DRAFTS, get_template_for, may_draft
from quxiang.web.bulletins.forms import HeadingForm
from quxiang.web.bulletins.models import BulletinHeading, BulletinTemplate
from quxiang.web.bulletins.packing import SIZE, refusal
from quxiang.web.bulletins.printing import WORD
from quxiang.web.bulletins.services import templates as keeping
from quxiang.web.bulletins.services.heading import save_heading
from quxiang.web.bulletins.shipped import FILENAME, shipped
from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import file_response
from quxiang.web.evidence.uploads import in_memory


def templates(request: HttpRequest) -> HttpResponse:
    """Show the template in use, its versions, the fields there are, and the heading."""
    require(may_draft(reader(request)), DRAFTS)
    return _shown(request)


def _shown(
    request: HttpRequest, said: str = "", form: HeadingForm | None = None, status: int = 200
) -> HttpResponse:
    school = reader(request).school
    heading = heading_of(school)
    names = ("organ", "code", "red", "weekly", "fortnightly")
    given = {name: getattr(heading, name) for name in names} | {"after": heading.number}
    versions = BulletinTemplate.objects.filter(school=school).select_related("by")
    headings = BulletinHeading.objects.filter(school=school).select_related("by")
    context = {
        "said": said, "form": form or HeadingForm(initial=given), "versions": versions,
        "latest": keeping.latest(school.pk), "headings": headings, "single": fields.SINGLE,
        "paragraphs": fields.PARAGRAPHS, "tables": _tables(), "megabytes": SIZE >> 20,
        "note": request.POST.get("note", ""),
    }  # fmt: skip
    return render(request, "bulletins/templates.html", context, status=status)


def _tables() -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (name, title, [(each, fields.COLUMNS[each]) for each in columns])
        for name, (title, columns) in fields.ROWS.items()
    ]


@in_memory
def upload(request: HttpRequest) -> HttpResponse:
    """Keep an uploaded template as a new version, or say what is wrong in it."""
    require(may_draft(reader(request)), DRAFTS)
    file = request.FILES.get("file")
    try:
        if file is not None and (file.size or 0) > SIZE:
            raise refusal("size", f"文件超过 {SIZE >> 20} MB。", "请去掉大图片后再传。")
        made = keeping.upload(
            school=reader(request).school, content=file.read() if file is not None else b"",
            filename=str(file.name) if file is not None else "", by=reader(request),
            note=request.POST.get("note", ""), after=seen_in(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, str(error), status=422)
    messages.success(request, f"已保存为第 {made.number} 版，以后的 Word 文件按它生成。")
    return redirect("bulletins:templates")


def restore(request: HttpRequest) -> HttpResponse:
    """Go back to the shipped template."""
    require(may_draft(reader(request)), DRAFTS)
    try:
        keeping.restore(
            school=reader(request).school, note=request.POST.get("note", ""),
            after=seen_in(request), by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, str(error), status=422)
    messages.success(request, "已换回随附的模板。")
    return redirect("bulletins:templates")


def heading(request: HttpRequest) -> HttpResponse:
    """Keep another version of how bulletins are headed."""
    require(may_draft(reader(request)), DRAFTS)
    form = HeadingForm(request.POST)
    if not form.is_valid():
        return _shown(request, form=form, status=422)
    try:
        save_heading(school=reader(request).school, by=reader(request), **form.cleaned_data)
    except InvalidError as error:
        return _shown(request, str(error), form, 422)
    messages.success(request, "已保存，以后签发和起草的按新的一版。")
    return redirect("bulletins:templates")


def template_file(request: HttpRequest, template_id: int) -> HttpResponse:
    """Give one version of the template."""
    found = get_template_for(reader(request), template_id)
    return file_response(keeping.content_of(found), WORD, found.filename)


def shipped_file(request: HttpRequest) -> HttpResponse:
    """Give the template the product ships, to begin from."""
    require(may_draft(reader(request)), DRAFTS)
    return file_response(shipped(), WORD, FILENAME)
