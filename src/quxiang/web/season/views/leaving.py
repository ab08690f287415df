"""Everybody behind a figure as a workbook, through the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.engine.explain import Explanation
from quxiang.engine.reference import STATE_NAMES
from quxiang.standards import Standard, levels
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.release.services import Released, gate
from quxiang.web.release.views import PurposeForm, file_response
from quxiang.web.season.figuring import explained
from quxiang.web.season.views.asked import Asked, asked_cell

COLUMNS = (
    "指标", "范围", "所知截至", "在分子里", "考生号", "学号", "姓名", "学院", "专业", "层次",
    "学籍状态", "去向代码", "毕业去向", "登记状态",
)  # fmt: skip
YES, NO = "是", "否"


def export(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose, then let the people of a figure leave: those in it and those not."""
    found = asked_cell(request)
    if found is None:
        return redirect("season:figures")
    asked, code, group = found
    if not asked.names:
        raise Http404
    figure, rule = asked.cell(code, group)
    form = PurposeForm(request.POST or None)
    title = f"{rule.title}名单"
    if request.method == "POST" and form.is_valid():
        try:
            return file_response(_released(asked, code, group, title, form.cleaned_data["purpose"]))
        except InvalidError as error:
            form.add_error("purpose", str(error))
    spec = {"title": f"{asked.named(group)}：{title}"}
    context = {"form": form, "spec": spec, "count": figure.denominator}
    return render(request, "release/purpose.html", context, status=422 if form.errors else 200)


def _released(asked: Asked, code: str, group: str | None, title: str, purpose: str) -> Released:
    told = explained(asked.state, code, asked.where(group))
    people = [*told.members.to_pylist(), *told.others.to_pylist()]
    return gate(
        asked.user, what=title, purpose=purpose, columns=COLUMNS,
        rows=_rows(asked, told, asked.named(group)),
        subjects=[each["source_row"] for each in people],
    )  # fmt: skip


def _rows(asked: Asked, told: Explanation, name: str) -> Iterator[tuple[object, ...]]:
    assert asked.as_of is not None  # noqa: S101 - there are people, so there is a state
    of = (told.rule.title, name, f"{clock.local(asked.as_of):%Y-%m-%d %H:%M:%S}")
    standard = asked.state.standard()
    for inside, people in ((YES, told.members), (NO, told.others)):
        for each in people.to_pylist():
            yield (*of, inside, *_person(each, standard))


def _person(each: Mapping[str, object], standard: Standard) -> tuple[object, ...]:
    level, code = str(each["level"] or ""), str(each["code"] or "")
    destination = standard.destinations.get(code)
    return (
        each["exam_no"], each["student_no"], each["name"], each["college"], each["major_name"],
        levels.name(level) if level in levels.LEVELS else level, each["status"], code,
        destination.name if destination else "", STATE_NAMES.get(str(each["state"]), ""),
    )  # fmt: skip
