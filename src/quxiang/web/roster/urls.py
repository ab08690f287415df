"""Paths of the roster."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.roster.views import bulk, cohorts, denominator, graduates, registry

app_name = "roster"
urlpatterns = [
    path("graduates/", graduates.graduates, name="graduates"),
    path("graduates/export/", graduates.export, name="export"),
    path("graduates/bulk/status/", bulk.set_status, name="bulk_status"),
    path("graduates/bulk/transfer/", bulk.transfer, name="bulk_transfer"),
    path("graduates/<int:graduate_id>/", graduates.graduate, name="graduate"),
    path("graduates/<int:graduate_id>/status/", require_POST(graduates.set_status), name="status"),
    path(
        "graduates/<int:graduate_id>/transfer/", require_POST(graduates.transfer), name="transfer"
    ),
    path("graduates/<int:graduate_id>/remove/", require_POST(graduates.remove), name="remove"),
    path("graduates/<int:graduate_id>/reveal/", require_POST(graduates.reveal), name="reveal"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/open/", cohorts.open_one, name="open_cohort"),
    path("cohorts/<int:cohort_id>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:cohort_id>/settings/", cohorts.save, name="save_settings"),
    path(
        "cohorts/<int:cohort_id>/settings/<int:number>/",
        cohorts.settings_file,
        name="settings_file",
    ),
    path("cohorts/<int:cohort_id>/correct/", cohorts.correct, name="correct_cohort"),
    path("cohorts/<int:cohort_id>/archive/", cohorts.archive, name="archive_cohort"),
    path("cohorts/<int:cohort_id>/unarchive/", cohorts.unarchive, name="unarchive_cohort"),
    path("cohorts/<int:cohort_id>/denominator/", denominator.denominator, name="denominator"),
    path("registry/", registry.mismatches, name="mismatches"),
    path("registry/export/", registry.export, name="export_mismatches"),
    path("registry/<int:mismatch_id>/", registry.mismatch, name="mismatch"),
    path("registry/<int:mismatch_id>/answer/", registry.give_answer, name="answer"),
]
