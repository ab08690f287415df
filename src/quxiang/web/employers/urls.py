"""Paths of employers."""

from __future__ import annotations

from django.urls import path

from quxiang.web.employers import views

app_name = "employers"
urlpatterns = [
    path("employers/", views.employers, name="employers"),
    path("employers/export/", views.export, name="export"),
    path("employers/look-up/", views.look_up, name="look_up"),
    path("employers/<int:employer_id>/", views.employer, name="employer"),
    path("employers/<int:employer_id>/merge/", views.merge_into, name="merge"),
]
