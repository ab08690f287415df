"""Paths of visits."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.visits.views import acting, filling, listing, planning

app_name = "visits"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "visits/<int:visit_id>/"
urlpatterns = [
    path("visits/", require_safe(listing.visits), name="visits"),
    path("visits/export/", both(listing.export), name="export"),
    path("visits/worker.js", require_safe(filling.worker), name="worker"),
    path("visits/clusters/", require_safe(planning.clusters), name="clusters"),
    path("visits/plan/<int:case_id>/", both(planning.plan), name="plan"),
    path(ONE, require_safe(listing.one), name="one"),
    path(f"{ONE}form/", require_safe(filling.form), name="form"),
    path(f"{ONE}standing/", require_safe(filling.standing), name="standing"),
    path(f"{ONE}photos/", require_POST(filling.photo), name="photo"),
    path(f"{ONE}report/", require_POST(filling.report), name="report"),
    path(f"{ONE}assign/", require_POST(planning.assign), name="assign"),
    path(f"{ONE}call-off/", require_POST(planning.call_off), name="call_off"),
    path(f"{ONE}reopen/", require_POST(acting.reopen), name="reopen"),
    path(f"{ONE}confirm/", require_POST(acting.confirm), name="confirm"),
    path(f"{ONE}settle/", require_POST(acting.settle), name="settle"),
    path(f"{ONE}sheet/", require_safe(acting.sheet), name="sheet"),
    path(f"{ONE}word/", require_safe(acting.word), name="word"),
    path("visits/photos/<int:photo_id>/", require_safe(filling.picture), name="picture"),
    path("visits/photos/<int:photo_id>/remove/", require_POST(filling.unphoto), name="unphoto"),
]
