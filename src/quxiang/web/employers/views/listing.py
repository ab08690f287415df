"""Employers as a list, and a quick look-up."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from quxiang.standards import load
from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.employers.access import (
    employers_visible_to,
    may_keep_employers,
    may_see_whole,
    units_seen,
)
from quxiang.web.employers.models import Employer
from quxiang.web.employers.people import with_people
from quxiang.web.employers.selectors import found_by
from quxiang.web.employers.services.looking import stale_employers
from quxiang.web.employers.services.sourcing import source_of
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.release.views import export_list
from quxiang.web.roster.selectors import current_cohort

LOOK_UP = 12


def nature_names() -> dict[str, str]:
    return {code: row.name for code, row in load().tables["employer_nature"].rows.items()}


EMPLOYERS = ListSpec(
    name="employers",
    title="用人单位",
    columns=(
        Column("name", "名称", order=("folded_name",)),
        Column("uscc", "信用代码", order=("uscc",)),
        Column("nature", "性质", value=lambda e: nature_names().get(e.nature, e.nature)),
        Column(
            "size", "规模", value=lambda e: e.get_size_display(),
            tone=lambda e: "" if e.size else "doubt", order=("size",),
        ),
        Column("status", "登记状态", order=("status",)),
        Column("place_name", "所在地", order=("place_code",)),
        Column("founded_on", "成立日期", order=("founded_on",), shown=False),
    ),
    order=("folded_name",),
    search=found_by,
    search_hint="名称（含曾用名）或信用代码",
    filters=(
        Filter("nature", "性质", "nature", lambda _: nature_names()),
        Filter("size", "规模", "size", lambda _: dict(Employer.Size.choices), empty="规模未知"),
        Filter("status", "登记状态", "status", lambda _: {}),
    ),
    link=opening("employers:employer"),
    empty_title="还没有用人单位",
    empty_hint="由就业创业指导中心在“导入”里上传单位名录。",
)  # fmt: skip


#: for whoever sees where graduates go
COUNTED = replace(
    EMPLOYERS,
    columns=(
        *EMPLOYERS.columns[:2],
        Column("people", "本届毕业生", number=True, labelled=True),
        *EMPLOYERS.columns[2:],
    ),
    filters=(
        *EMPLOYERS.filters,
        Filter(
            "hires", "本届毕业生", "hires", lambda _: {1: "有毕业生", 0: "没有毕业生"},
            counted=False,
        ),
    ),
)  # fmt: skip


def employers(request: HttpRequest) -> HttpResponse:
    """Show the school's employers."""
    user = reader(request)
    spec, rows = _listed(request)
    page = build(request, spec, rows)
    keeps, source = may_keep_employers(user), source_of(user.school_id)
    asks = source if keeps and source is not None and source.enabled else None
    context = {
        "page": page, "keeps": keeps, "whole": may_see_whole(user), "looks_up": asks is not None,
        "stale": stale_employers(user.school_id, asks, clock.now()).count() if asks else 0,
    }  # fmt: skip
    return render(request, "employers/employers.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    spec, rows = _listed(request)
    return export_list(request, spec, rows, subject="")


def _listed(request: HttpRequest) -> tuple[ListSpec, Rows]:
    """Return the list as somebody sees it: with counts of the graduates they see, if any."""
    user = reader(request)
    rows = employers_visible_to(user)
    if not (may_see_whole(user) or units_seen(user)):
        return EMPLOYERS, rows
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    return COUNTED, with_people(user, rows, cohort, hiring="hires" in request.GET)


def look_up(request: HttpRequest) -> HttpResponse:
    """Answer a few employers for what was typed so far: code, name, place."""
    text = request.GET.get("q", "").strip()
    rows = employers_visible_to(reader(request))
    found = found_by(rows, text).order_by("folded_name")[:LOOK_UP] if len(text) > 1 else []
    fields = ("uscc", "name", "nature", "industry", "place_code", "place_name")
    listed = [{"id": e.pk, **{name: getattr(e, name) for name in fields}} for e in found]
    return JsonResponse({"employers": listed}, json_dumps_params={"ensure_ascii": False})
