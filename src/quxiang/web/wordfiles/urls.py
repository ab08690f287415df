"""Paths of Word templates."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.wordfiles import views

app_name = "wordfiles"
KIND = "word-templates/<slug:code>/"
urlpatterns = [
    path("word-templates/", require_safe(views.kinds), name="kinds"),
    path("word-templates/<int:template_id>/file/", require_safe(views.version), name="version"),
    path(KIND, require_safe(views.kind), name="kind"),
    path(f"{KIND}shipped/", require_safe(views.shipped), name="shipped"),
    path(f"{KIND}sample/", require_safe(views.sample), name="sample"),
    path(f"{KIND}upload/", require_POST(views.upload), name="upload"),
    path(f"{KIND}restore/", require_POST(views.restore), name="restore"),
]
