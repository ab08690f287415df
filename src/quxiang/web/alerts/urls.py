"""Paths of alerts."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.alerts.views import board, one

app_name = "alerts"
urlpatterns = [
    path("alerts/", board.cases, name="cases"),
    path("alerts/export/", board.export, name="export"),
    path("alerts/closed/", board.closed, name="closed"),
    path("alerts/closed/export/", board.export_closed, name="export_closed"),
    path("alerts/rules/", board.rules, name="rules"),
    path("alerts/colleges/", board.by_college, name="colleges"),
    path("alerts/colleges/<int:unit_id>/", board.college, name="college"),
    path("alerts/runs/", board.runs, name="runs"),
    path("alerts/run/", require_POST(board.run), name="run"),
    path("alerts/answer/", require_POST(one.answer_many), name="answer_many"),
    path("alerts/close/", require_POST(one.close_many), name="close_many"),
    path("alerts/<int:case_id>/", one.case, name="case"),
    path("alerts/<int:case_id>/answer/", require_POST(one.answer), name="answer"),
    path("alerts/<int:case_id>/back/", require_POST(one.send_back), name="send_back"),
    path("alerts/<int:case_id>/close/", require_POST(one.close), name="close"),
    path("alerts/<int:case_id>/comment/", require_POST(one.comment), name="comment"),
]
