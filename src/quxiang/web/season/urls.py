"""Paths of the season."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.season.views import boards, figures, frozen, leaving, moving, progress, schemes

app_name = "season"
urlpatterns = [
    path("season/", progress.progress, name="progress"),
    path("season/colleges/<int:unit_id>/", progress.college, name="college"),
    path("season/colleges/<int:unit_id>/due/", progress.due, name="due"),
    path("season/colleges/<int:unit_id>/close/", require_POST(progress.close_period), name="close"),
    path("season/calendar/", progress.calendar, name="calendar"),
    path("season/figures/", figures.figures, name="figures"),
    path("season/figures/explain/", figures.explain, name="explain"),
    path("season/figures/explain/export/", leaving.export, name="export"),
    path("season/figures/changed/", figures.changed, name="changed"),
    path("season/board/", boards.school, name="board"),
    path("season/board/export/", boards.export, name="board_export"),
    path("season/board/brief/", boards.brief, name="brief"),
    path("season/board/wall/", boards.wall, name="wall"),
    path("season/colleges/<int:unit_id>/board/", boards.college, name="college_board"),
    path("season/colleges/<int:unit_id>/board/export/", boards.export, name="college_board_export"),
    path("season/colleges/<int:unit_id>/board/brief/", boards.brief, name="college_brief"),
    path("season/figures/schemes/", schemes.schemes, name="schemes"),
    path("season/snapshots/", frozen.snapshots, name="snapshots"),
    path("season/snapshots/take/", require_POST(frozen.take), name="take"),
    path("season/snapshots/compare/", frozen.compare, name="compare"),
    path("season/snapshots/<int:snapshot_id>/", frozen.one, name="snapshot"),
    path("season/snapshots/<int:snapshot_id>/verify/", require_POST(frozen.verify), name="verify"),
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
