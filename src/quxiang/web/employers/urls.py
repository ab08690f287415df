"""Paths of employers."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.employers.views import groups, listing, lookups, one, people, visits

app_name = "employers"
urlpatterns = [
    path("employers/", listing.employers, name="employers"),
    path("employers/export/", listing.export, name="export"),
    path("employers/look-up/", listing.look_up, name="look_up"),
    path("employers/source/", lookups.source, name="source"),
    path("employers/source/try/", lookups.attempt, name="try_source"),
    path("employers/ask-all/", lookups.ask_all, name="ask_all"),
    path("employers/groups/", groups.groups, name="groups"),
    path("employers/groups/threshold/", require_POST(groups.threshold), name="threshold"),
    path("employers/<int:employer_id>/", one.employer, name="employer"),
    path("employers/<int:employer_id>/more/", one.more, name="more"),
    path("employers/<int:employer_id>/people/", people.people, name="people"),
    path("employers/<int:employer_id>/people/export/", people.export, name="export_people"),
    path("employers/<int:employer_id>/merge/", one.merge_into, name="merge"),
    path("employers/<int:employer_id>/visits/", require_POST(visits.plan), name="plan"),
    path("employers/visits/<int:visit_id>/report/", require_POST(visits.report), name="report"),
    path("employers/visits/<int:visit_id>/off/", require_POST(visits.call_off), name="call_off"),
    path("employers/visits/<int:visit_id>/pages/<int:number>/", visits.page, name="visit_page"),
    path("employers/<int:employer_id>/ask/", lookups.ask, name="ask"),
    path("employers/look-ups/<int:look_up_id>/take/", lookups.take, name="take"),
    path("employers/look-ups/<int:look_up_id>/keep/", lookups.keep, name="keep"),
]
