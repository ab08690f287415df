"""Print activation slips: for whoever has no open code yet, or for the numbers that are named."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from quxiang.web.accounts.access import PRINTS_SLIPS, may_print_slips
from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services.slips import AT_ONCE, print_slips
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Cohort, Graduate

#: people are counted up to here; a school-wide count is among the accounts
MOST = 1_000
NOT = "已经激活的账号、其他学院的人和没有身份证号的人不能印。"


class SlipsForm(forms.Form):
    """Whom to print for."""

    numbers = forms.CharField(
        label="学号", required=False, max_length=10_000,
        help_text="每行一个。留空则印还没有激活码的人；写了学号则重印，原来的激活码作废。",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )  # fmt: skip


def _waiting(request: HttpRequest) -> QuerySet[Graduate]:
    """Return graduates the reader prints for who have a login nobody has used."""
    user = reader(request)
    unused = User.objects.filter(
        school_id=user.school_id, kind=User.Kind.GRADUATE, activated_at=None, closed_at=None
    ).exclude(identity_tail_blind="")
    cohorts = Cohort.objects.filter(school_id=user.school_id, archived_at=None)
    found = graduates_visible_to(user).filter(
        removed=False, cohort_id__in=list(cohorts.values_list("pk", flat=True)),
        person__user__in=unused,
    )  # fmt: skip
    posts = posts_of(user)
    if not posts.has(PostKind.CENTRE_OFFICER):
        found = found.filter(college_id__in=posts.units(PostKind.RECORDER))
    ordered = found.select_related("person", "college")
    return ordered.order_by("college__order", "class_name", "student_no")


def _counted(waiting: QuerySet[Graduate]) -> int:
    """Count no further than a page needs to say: one more than ``MOST`` means more than that."""
    return waiting.order_by()[: MOST + 1].count()


def _without_code(waiting: QuerySet[Graduate]) -> QuerySet[Graduate]:
    open_codes = OneTimeCode.objects.filter(
        user=OuterRef("person__user"), purpose=OneTimeCode.Purpose.ACTIVATION,
        used_at__isnull=True, expires_at__gt=clock.real_now(),
    )  # fmt: skip
    return waiting.filter(~Exists(open_codes))


def _chosen(form: SlipsForm, waiting: QuerySet[Graduate]) -> list[Graduate]:
    """Return whom to print for; what cannot be printed is said on the form."""
    numbers = form.cleaned_data["numbers"].split()
    found = waiting.filter(student_no__in=numbers) if numbers else _without_code(waiting)
    chosen = list(found[:AT_ONCE])
    missing = sorted(set(numbers) - {each.student_no for each in chosen})
    if missing:
        form.add_error("numbers", f"没有可印的激活单：{'、'.join(missing[:10])}。请核对学号；{NOT}")
    elif not chosen:
        form.add_error(None, "没有需要印的激活单。要重印，请写明学号。")
    return chosen


@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Say how many wait, and print: each code is shown this once."""
    require(may_print_slips(reader(request)), PRINTS_SLIPS)
    waiting, form = _waiting(request), SlipsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(form, waiting)
        if form.is_valid():
            made = print_slips(graduates=chosen, by=reader(request))
            shows(request, [each.pk for each in chosen])
            address = request.build_absolute_uri(reverse("accounts:activate"))
            printed = {"slips": made, "address": address}
            return render(request, "accounts/slips_printed.html", printed)
    counts = {"waiting": _counted(waiting), "without": _counted(_without_code(waiting))}
    context = {"form": form, "at_once": AT_ONCE, "most": MOST, **counts}
    return render(request, "accounts/slips.html", context, status=422 if form.errors else 200)
