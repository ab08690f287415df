"""Paths of the negative list and of yearly sheets."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.assessment.views import acting, listing, papers, proposing, sheets

app_name = "assessment"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "assessment/<int:listing_id>/"
SHEET = "assessment/sheets/<int:unit_id>/"
urlpatterns = [
    path("assessment/", require_safe(listing.listings), name="listings"),
    path("assessment/export/", both(listing.export), name="export"),
    path("assessment/terms/", require_POST(listing.terms), name="terms"),
    path("assessment/propose/", require_safe(proposing.begin), name="begin"),
    path("assessment/propose/<int:unit_id>/", both(proposing.propose), name="propose"),
    path("assessment/sheets/", require_safe(sheets.sheets), name="sheets"),
    path("assessment/sheets/export/", both(sheets.export), name="export_sheets"),
    path(SHEET, require_safe(sheets.sheet), name="sheet"),
    path(f"{SHEET}print/", require_POST(sheets.printed), name="print"),
    path(ONE, require_safe(listing.one), name="one"),
    *(
        path(f"{ONE}{verb}/", require_POST(act), name=verb)
        for verb, act in acting.ACTS.items()
    ),
    path(f"{ONE}attach/", require_POST(papers.attach), name="attach"),
    path(
        "assessment/papers/<int:paper_id>/pages/<int:number>/", require_safe(papers.page),
        name="paper",
    ),
]  # fmt: skip
