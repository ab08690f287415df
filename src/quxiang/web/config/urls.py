"""Every path of the site, app by app."""

from __future__ import annotations

from django.urls import include, path

from quxiang.web.common.views import home

APPS = (
    "accounts", "lists", "roster", "imports", "orgs", "audit", "jobs", "employers", "reference",
    "privacy", "notifications", "destinations", "evidence", "approvals", "documents", "wordfiles",
    "certificates", "papers", "compilations", "adoption", "alerts", "worksheets", "selfcheck",
    "complaints", "feedback", "assessment", "bulletins", "notices", "campaigns", "visits",
    "verification", "inspection", "schoolreport", "season",
)  # fmt: skip

urlpatterns = [
    path("", home, name="home"),
    *(path("", include(f"quxiang.web.{app}.urls")) for app in APPS),
]

handler400 = "quxiang.web.common.errors.bad_request"
handler403 = "quxiang.web.common.errors.forbidden"
handler404 = "quxiang.web.common.errors.not_found"
handler500 = "quxiang.web.common.errors.server_error"
