"""Paths of what was taken over."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from quxiang.web.adoption import views

app_name = "adoption"
urlpatterns = [
    path("adoptions/", require_GET(views.adoptions), name="adoptions"),
    path("adoptions/<int:adoption_id>/", require_GET(views.one), name="one"),
    path("adoptions/<int:adoption_id>/attach/", require_POST(views.attach), name="attach"),
    path("adoptions/scans/<int:scan_id>/remove/", require_POST(views.remove), name="remove"),
    path("adoptions/scans/<int:scan_id>/pages/<int:number>/", require_GET(views.page), name="scan"),
]
