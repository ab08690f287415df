"""Every kind of paper with its template in use; one of them with fields, versions and a sample."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import file_response
from quxiang.web.evidence.uploads import in_memory
from quxiang.web.wordfiles.access import WORDS, get_kind_for, get_template_for, may_word
from quxiang.web.wordfiles.kinds import WordKind, all_kinds, kind_of
from quxiang.web.wordfiles.models import WordTemplate
from quxiang.web.wordfiles.packing import SIZE, refusal
from quxiang.web.wordfiles.selectors import (
    WORD,
    content_of,
    latest,
    tried,
    versions_by_kind,
)
from quxiang.web.wordfiles.services import keeping


def kinds(request: HttpRequest) -> HttpResponse:
    """List every kind of paper there is a template of."""
    require(may_word(reader(request)), WORDS)
    used = versions_by_kind(reader(request).school_id)
    rows = [(each, used.get(each.code)) for each in all_kinds()]
    return render(request, "wordfiles/kinds.html", {"rows": rows})


def kind(request: HttpRequest, code: str) -> HttpResponse:
    """Show the template of a kind: which is in use, its versions, the fields there are."""
    require(may_word(reader(request)), WORDS)
    return _shown(request, get_kind_for(reader(request), code))


def _shown(
    request: HttpRequest, found: WordKind, said: str = "", status: int = 200
) -> HttpResponse:
    school_id = reader(request).school_id
    versions = WordTemplate.objects.filter(school_id=school_id, kind=found.code)
    context = {
        "kind": found, "said": said, "versions": versions.select_related("by"),
        "latest": latest(school_id, found.code), "megabytes": SIZE >> 20,
        "note": request.POST.get("note", ""),
    }  # fmt: skip
    return render(request, "wordfiles/kind.html", context, status=status)


@in_memory
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Keep an uploaded template as a new version, or say what is wrong in it."""
    require(may_word(reader(request)), WORDS)
    found = get_kind_for(reader(request), code)
    file = request.FILES.get("file")
    try:
        if file is not None and (file.size or 0) > SIZE:
            raise refusal("size", f"文件超过 {SIZE >> 20} MB。", "请去掉大图片后再传。")
        made = keeping.upload(
            school=reader(request).school, kind=found,
            content=file.read() if file is not None else b"",
            filename=str(file.name) if file is not None else "", by=reader(request),
            note=request.POST.get("note", ""), after=seen_in(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, found, str(error), 422)
    messages.success(request, f"已保存为第 {made.number} 版，以后的 Word 文件按它生成。")
    return redirect("wordfiles:kind", code)


def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Go back to the shipped template."""
    require(may_word(reader(request)), WORDS)
    found = get_kind_for(reader(request), code)
    try:
        keeping.restore(
            school=reader(request).school, kind=found, note=request.POST.get("note", ""),
            after=seen_in(request), by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, found, str(error), 422)
    messages.success(request, "已换回随附的模板。")
    return redirect("wordfiles:kind", code)


def version(request: HttpRequest, template_id: int) -> HttpResponse:
    """Give one version of a template."""
    found = get_template_for(reader(request), template_id)
    return file_response(content_of(kind_of(found.kind), found), WORD, found.filename)


def shipped(request: HttpRequest, code: str) -> HttpResponse:
    """Give the template the product ships, to begin from."""
    found = get_kind_for(reader(request), code)
    return file_response(found.shipped(), WORD, found.filename)


def sample(request: HttpRequest, code: str) -> HttpResponse:
    """Give the template in use filled with examples, to see how a paper will look."""
    found = get_kind_for(reader(request), code)
    content = tried(found, latest(reader(request).school_id, code))
    return file_response(content, WORD, f"{found.title}样稿.docx")
