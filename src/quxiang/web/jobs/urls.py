"""Paths of jobs."""

from __future__ import annotations

from django.urls import path

from quxiang.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/cancel/", views.cancel, name="cancel"),
]
