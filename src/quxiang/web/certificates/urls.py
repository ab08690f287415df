"""Paths of certificates."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", require_safe(views.certificates), name="certificates"),
    path("certificates/trust/", require_POST(views.trust), name="trust"),
    path("certificates/trust/<int:root_id>/end/", require_POST(views.distrust), name="distrust"),
    path("certificates/revoked/", require_POST(views.revoked), name="revoked"),
    path("certificates/aliases/", require_POST(views.alias), name="alias"),
    path("certificates/aliases/<int:alias_id>/end/", require_POST(views.unalias), name="unalias"),
    path("certificates/own/", require_POST(views.own), name="own"),
    path("certificates/own/<int:own_id>/end/", require_POST(views.end), name="end"),
    path("certificates/service/", require_POST(views.service), name="service"),
    path("certificates/own/root/", require_safe(views.root), name="root"),
]
