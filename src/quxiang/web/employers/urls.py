"""Paths of employers."""

from __future__ import annotations

from django.urls import path

from quxiang.web.employers.views import listing, lookups, one

app_name = "employers"
urlpatterns = [
    path("employers/", listing.employers, name="employers"),
    path("employers/export/", listing.export, name="export"),
    path("employers/look-up/", listing.look_up, name="look_up"),
    path("employers/source/", lookups.source, name="source"),
    path("employers/source/try/", lookups.attempt, name="try_source"),
    path("employers/ask-all/", lookups.ask_all, name="ask_all"),
    path("employers/<int:employer_id>/", one.employer, name="employer"),
    path("employers/<int:employer_id>/merge/", one.merge_into, name="merge"),
    path("employers/<int:employer_id>/ask/", lookups.ask, name="ask"),
    path("employers/look-ups/<int:look_up_id>/take/", lookups.take, name="take"),
    path("employers/look-ups/<int:look_up_id>/keep/", lookups.keep, name="keep"),
]
