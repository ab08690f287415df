"""Paths of signatures."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from quxiang.web.approvals.views import acts, done, paper, routing, sheets, work

app_name = "approvals"
urlpatterns = [
    path("signing/", work.waiting, name="waiting"),
    path("signing/blocked/", work.blocked, name="blocked"),
    path("signing/<int:step_id>/", work.step, name="step"),
    path("signing/<int:step_id>/sign/", require_POST(acts.sign), name="sign"),
    path("signing/<int:step_id>/back/", require_POST(acts.back), name="back"),
    path("signing/<int:step_id>/excuse/", require_POST(acts.excuse), name="excuse"),
    path("signing/<int:step_id>/prepare/", require_POST(acts.prepare), name="prepare"),
    path("signing/<int:step_id>/paper/", require_GET(paper.form), name="paper"),
    path("signing/<int:step_id>/paper/keep/", require_POST(paper.keep), name="keep_paper"),
    path("signed/", done.signed, name="signed"),
    path("signed/export/", done.export, name="export_signed"),
    path("sheets/", sheets.listed, name="sheets"),
    path("sheets/new/", sheets.gather, name="gather"),
    path("sheets/make/", require_POST(sheets.make), name="make_sheet"),
    path("sheets/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/sign/", require_POST(sheets.sign), name="sign_sheet"),
    path("sheets/<int:sheet_id>/paper/", require_GET(paper.sheet_form), name="paper_sheet"),
    path(
        "sheets/<int:sheet_id>/paper/keep/",
        require_POST(paper.keep_sheet),
        name="keep_paper_sheet",
    ),
    path("scans/<int:scan_id>/pages/<int:number>/", require_GET(paper.page), name="scan"),
    path("routes/", routing.newest, name="routes_newest"),
    path("routes/<int:cohort_id>/", routing.routes, name="routes"),
    path("routes/<int:cohort_id>/<str:kind>/", require_GET(routing.route), name="route"),
    path(
        "routes/<int:cohort_id>/<str:kind>/save/",
        require_POST(routing.save),
        name="save_route",
    ),
]
