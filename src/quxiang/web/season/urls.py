"""Paths of the season."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.season.views import moving, progress

app_name = "season"
urlpatterns = [
    path("season/", progress.progress, name="progress"),
    path("season/colleges/<int:unit_id>/", progress.college, name="college"),
    path("season/colleges/<int:unit_id>/close/", require_POST(progress.close_period), name="close"),
    path("season/calendar/", progress.calendar, name="calendar"),
    path("season/moves/", moving.moves, name="moves"),
    path("season/moves/extend/", require_POST(moving.grant), name="extend"),
    path("season/moves/outage/", require_POST(moving.log), name="outage"),
    path(
        "season/moves/extensions/<int:extension_id>/end/",
        require_POST(moving.end_extension),
        name="end_extension",
    ),
    path(
        "season/moves/outages/<int:outage_id>/end/",
        require_POST(moving.end_outage),
        name="end_outage",
    ),
]
