"""Where roster and registry disagree, and what 教务处 or 研究生院 answer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import StaleStateError, require
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.kinds import LISTED, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.release.views import export_list
from quxiang.web.roster.access import may_see_lists
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import RegistryMismatch
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.roster.services.registry import ANSWERS, TITLES, answer, may_answer, seen_of

M = RegistryMismatch
TONES = {M.State.OPEN: "doubt", M.State.ANSWERED: "info", M.State.CLOSED: "good"}


def _name(row: RegistryMismatch) -> str:
    if row.graduate is not None:
        return row.graduate.name
    return row.registry_row.name if row.registry_row else ""


def _number(row: RegistryMismatch) -> str:
    known = row.graduate or row.registry_row
    return known.student_no if known is not None else ""


def _searched(rows: Rows, text: str) -> Rows:
    text = text.strip()
    if text.isdecimal():
        number = Q(registry_row__student_no__startswith=text)
        return rows.filter(number | Q(graduate__student_no__startswith=text))
    if text.isascii() and text.isalpha():
        return rows.filter(graduate__initials__contains=f" {text.lower()}")
    return rows.filter(Q(graduate__name__contains=text) | Q(registry_row__name__contains=text))


MISMATCHES = ListSpec(
    name="mismatches",
    title="学籍比对",
    columns=(
        Column("name", "姓名", value=_name, order=("graduate__name",)),
        Column("student_no", "学号", value=_number),
        Column("college", "学院", order=("college__name",)),
        Column("field", "哪一项", value=lambda r: TITLES.get(r.field, r.field), order=("field",)),
        Column("ours", "名册", labelled=True),
        Column("theirs", "学籍", labelled=True),
        Column(
            "state", "状态", value=lambda r: r.get_state_display(), order=("state",),
            tone=lambda r: TONES[r.state],
        ),
        Column("answer", "答复", value=lambda r: r.get_answer_display()),
    ),
    order=("-state", "college_id", "field"),
    search=_searched,
    search_hint="姓名、首字母、学号",
    filters=(
        Filter("state", "状态", "state", lambda _: dict(M.State.choices)),
        Filter("field", "哪一项", "field", lambda _: TITLES),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("roster:mismatch"),
    empty_title="名册与学籍一致，或还没有比对过",
    empty_hint="在“导入”里上传学籍比对表后，不一致的项目会列在这里。",
)  # fmt: skip


class AnswerForm(forms.Form):
    """Which side is right, and how one knows."""

    choice = forms.ChoiceField(label="答复", choices=M.Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明", max_length=300, required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip


def mismatches_visible_to(user: User) -> Rows:
    """Return the disagreements somebody may see: the school's, or those of the own college."""
    rows = M.objects.filter(school_id=user.school_id)
    posts = posts_of(user)
    require(may_see_lists(user), whose(*LISTED))
    rows = rows if posts.sees_school else rows.filter(college_id__in=posts.seen_units)
    return rows.select_related("graduate", "college", "registry_row")


def _rows(request: HttpRequest) -> Rows:
    user = reader(request)
    return mismatches_visible_to(user).filter(cohort=current_cohort(user))


def mismatches(request: HttpRequest) -> HttpResponse:
    """List the disagreements of the newest cohort."""
    page = build(request, MISMATCHES, _rows(request))
    shows(request, [row.graduate_id for row in page.objects if row.graduate_id])
    return render(request, "lists/page.html", {"page": page})


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, MISMATCHES, _rows(request), subject="graduate_id")


def _one(request: HttpRequest, mismatch_id: int) -> RegistryMismatch:
    user = reader(request)
    found = (
        mismatches_visible_to(user).filter(pk=mismatch_id).first() if may_see_lists(user) else None
    )
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def mismatch(request: HttpRequest, mismatch_id: int) -> HttpResponse:
    """Show one disagreement; whoever answers for the registry answers here."""
    return _page(request, _one(request, mismatch_id), AnswerForm())


def _page(
    request: HttpRequest, found: RegistryMismatch, form: AnswerForm, status: int = 200,
    changed: str = "",
) -> HttpResponse:  # fmt: skip
    shows(request, [found.graduate_id] if found.graduate_id else [])
    context = {
        "row": found, "name": _name(found), "title": TITLES.get(found.field, found.field),
        "tone": TONES[M.State(found.state)], "form": form, "answers": may_answer(reader(request)),
        "seen": seen_of(found), "changed": changed, "choice": dict(M.Answer.choices).get(
            form["choice"].value() or ""
        ),
    }  # fmt: skip
    return render(request, "roster/mismatch.html", context, status=status)


@require_POST
def give_answer(request: HttpRequest, mismatch_id: int) -> HttpResponse:
    """Answer for the registry."""
    found = _one(request, mismatch_id)
    require(may_answer(reader(request)), ANSWERS)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    seen = request.POST.get("seen", "")
    try:
        answer(mismatch=found, seen=seen, by=reader(request), **form.cleaned_data)
    except StaleStateError as error:
        return _page(request, _one(request, mismatch_id), form, 409, changed=str(error))
    messages.success(request, f"已答复{_name(found)}的“{TITLES.get(found.field, found.field)}”。")
    return redirect("roster:mismatches")
