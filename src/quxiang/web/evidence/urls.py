"""Paths of evidence."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from quxiang.web.evidence.views import files, papers

app_name = "evidence"
urlpatterns = [
    path("my/papers/", papers.mine, name="mine"),
    path("graduates/<int:graduate_id>/papers/", require_GET(papers.papers), name="papers"),
    path("graduates/<int:graduate_id>/papers/part/", require_GET(papers.part), name="part"),
    path("graduates/<int:graduate_id>/papers/add/", require_POST(papers.add), name="add"),
    path(
        "graduates/<int:graduate_id>/papers/preview/", require_POST(papers.preview), name="preview"
    ),
    path("evidence/<int:evidence_id>/", require_GET(files.file), name="file"),
    path("evidence/<int:evidence_id>/small/", require_GET(files.thumbnail), name="thumbnail"),
    path("evidence/<int:evidence_id>/pages/<int:number>/", require_GET(files.page), name="page"),
    path("evidence/<int:evidence_id>/remove/", require_POST(papers.remove), name="remove"),
]
