"""Paths of documents."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.documents.views import many, one, verify

app_name = "documents"
urlpatterns = [
    path("destinations/<int:graduate_id>/form/", require_POST(one.form), name="form"),
    path("destinations/<int:graduate_id>/file/", require_POST(one.person), name="person"),
    path("sheets/<int:sheet_id>/print/", require_POST(one.sheet), name="sheet"),
    path("documents/", many.many, name="many"),
    path("documents/<int:document_id>/", require_safe(one.one), name="one"),
    path("documents/bundles/<int:bundle_id>/", require_safe(one.bundle), name="bundle"),
    path("verify/<str:token>/", verify.verify, name="verify"),
]
