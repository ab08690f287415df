"""The trail, searched by who, what, whom and when; and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.audit import verifying
from quxiang.web.audit.access import entries_visible_to, get_entry_for
from quxiang.web.audit.middleware import shows
from quxiang.web.audit.models import Entry, SubjectOf
from quxiang.web.audit.subjects import (
    IN_LIST,
    ON_PAGE,
    acting,
    meant_by,
    named_for,
    object_of,
    people_of,
)
from quxiang.web.audit.words import WORDS, kind_word, told, word_for
from quxiang.web.common.clock import SHANGHAI

CONTROL = {"class": "form-control"}


class SearchForm(forms.Form):
    """Who, what, whom, when."""

    actor = forms.CharField(
        label="谁（全名）", required=False, max_length=60, widget=forms.TextInput(attrs=CONTROL)
    )
    action = forms.ChoiceField(
        label="做了什么", required=False, widget=forms.Select(attrs={"class": "form-select"}),
        choices=[("", "全部"), *WORDS.items()],
    )  # fmt: skip
    subject = forms.CharField(
        label="毕业生（姓名、学号或编号）", required=False, max_length=60,
        widget=forms.TextInput(attrs=CONTROL),
    )  # fmt: skip
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput(attrs={**CONTROL, "type": "date"})
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput(attrs={**CONTROL, "type": "date"})
    )


def entries(request: HttpRequest) -> HttpResponse:
    """Search the trail."""
    every = entries_visible_to(reader(request))
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if subject := asked.get("subject"):
        asked = {**asked, "subject": meant_by(reader(request), subject)}
    found: Any = in_order(narrowed(every, asked), asked)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": _rows(request, whole_rows(page)),
        "query": query.urlencode(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audit/entries.html", context, status=status)


def _rows(request: HttpRequest, listed: list[Entry]) -> list[tuple[Any, ...]]:
    """Return each entry with its words and the graduates it names, and note whom they show."""
    named = named_for(reader(request), listed, IN_LIST)
    shows(request, {*named, *acting(reader(request), listed)})
    return [
        (
            each, word_for(each.action), kind_word(each.object_kind),
            named.get(object_of(each) or 0), people_of(each, named, IN_LIST),
        )
        for each in listed
    ]  # fmt: skip


def narrowed(entries: QuerySet[Entry], asked: Mapping[str, Any]) -> QuerySet[Entry]:
    """Return the entries a search asks for; a day counts from its beginning to its end."""
    if asked.get("actor"):
        entries = entries.filter(actor_name=asked["actor"])
    if asked.get("action"):
        entries = entries.filter(action=asked["action"])
    if "subject" in asked and asked["subject"] != "":
        about = SubjectOf.objects.filter(graduate_id__in=asked["subject"])
        entries = entries.filter(pk__in=about.values("entry_id"))
    if isinstance(since := asked.get("since"), date):
        entries = entries.filter(at__gte=beginning(since))
    if isinstance(until := asked.get("until"), date):
        entries = entries.filter(at__lt=beginning(until + timedelta(days=1)))
    return entries


def in_order(entries: QuerySet[Entry], asked: Mapping[str, Any]) -> QuerySet[Entry] | list[int]:
    """Return entries, newest first; those about a graduate are few, and sorted here by key."""
    if asked.get("subject", "") != "":
        return sorted(entries.values_list("pk", flat=True), reverse=True)
    return entries.order_by("-seq")


def whole_rows(page: Iterable[Entry | int]) -> list[Entry]:
    """Return the entries of a page that may hold their keys only."""
    found = list(page)
    keys = [each for each in found if isinstance(each, int)]
    rows = Entry.objects.in_bulk(keys)
    return [rows[each] if isinstance(each, int) else each for each in found]


def beginning(on: date) -> datetime:
    return datetime.combine(on, time.min, SHANGHAI)


def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one entry whole."""
    found = get_entry_for(reader(request), entry_id)
    named = named_for(reader(request), [found], ON_PAGE)
    shows(request, {*named, *acting(reader(request), [found])})
    people = people_of(found, named, ON_PAGE)
    context = {
        "entry": found, "subjects": people.listed, "left": people.left,
        "done_to": named.get(object_of(found) or 0), "word": word_for(found.action),
        "kind": kind_word(found.object_kind),
        "before": told(found.before), "after": told(found.after),
    }  # fmt: skip
    return render(request, "audit/entry.html", context)


def whole(request: HttpRequest) -> HttpResponse:
    """Say what the last walk through the school's chain found, and how far one under way is."""
    school_id = reader(request).school_id
    every = entries_visible_to(reader(request))
    last = every.order_by("-seq").values_list("seq", flat=True).first()
    job = verifying.last_job(school_id)
    state = job.state if job is not None else ""
    context = {
        "verdict": verifying.last_verdict(school_id), "last": last, "job": job,
        "busy": state in verifying.BUSY, "stopped": state in verifying.STOPPED,
    }  # fmt: skip
    return render(request, "audit/whole.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the school's chain walked in the background."""
    entries_visible_to(reader(request))
    verifying.ask(by=reader(request))
    return redirect("audit:whole")
