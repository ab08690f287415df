"""Paths of papers that are signed."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.papers.views import acting, files, listing

app_name = "papers"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "papers/<int:paper_id>/"
FILE = "papers/files/<int:file_id>/"
urlpatterns = [
    path("papers/", require_safe(listing.papers), name="papers"),
    path("papers/waiting/", require_safe(listing.waiting), name="waiting"),
    path("papers/export/", both(listing.export), name="export"),
    path("papers/new/", both(acting.new), name="new"),
    path(ONE, require_safe(listing.one), name="one"),
    path(f"{ONE}pdf/", both(files.pdf), name="pdf"),
    path(f"{ONE}sealed/", both(acting.sealed), name="sealed"),
    path(f"{ONE}word/", both(files.word), name="word"),
    path(f"{ONE}pages/<int:number>/", require_safe(files.page), name="page"),
    path(f"{ONE}again/", require_POST(acting.again), name="again"),
    path(f"{ONE}sheet/", require_POST(acting.sheet), name="sheet"),
    *(path(f"{ONE}{verb}/", require_POST(act), name=verb) for verb, act in acting.ACTS.items()),
    path(FILE, both(files.kept), name="kept"),
    path(f"{FILE}confirm/", require_POST(acting.confirm), name="confirm"),
    path(f"{FILE}pages/<int:number>/", require_safe(files.kept_page), name="kept_page"),
]
