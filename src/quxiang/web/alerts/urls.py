"""Paths of alerts."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.alerts.views import board, exemptions, filing, one, owning, reassigning, settings

app_name = "alerts"
urlpatterns = [
    path("alerts/", board.cases, name="cases"),
    path("alerts/export/", board.export, name="export"),
    path("alerts/closed/", board.closed, name="closed"),
    path("alerts/closed/export/", board.export_closed, name="export_closed"),
    path("alerts/rules/", board.rules, name="rules"),
    path("alerts/settings/", settings.settings, name="settings"),
    path("alerts/settings/due/", require_POST(settings.due_days), name="due_days"),
    path("alerts/rules/<str:code>/", settings.rule, name="rule"),
    path("alerts/rules/<str:code>/save/", require_POST(settings.save_rule), name="save_rule"),
    path("alerts/rules/<str:code>/try/", require_POST(settings.try_rule), name="try_rule"),
    path("alerts/trials/<int:trial_id>/", settings.trial, name="trial"),
    path("alerts/own/", owning.own_rules, name="own_rules"),
    path("alerts/own/<int:own_id>/", owning.own_rule, name="own_rule"),
    path("alerts/own/<int:own_id>/<str:what>/", require_POST(owning.act), name="own_act"),
    path("alerts/exemptions/", exemptions.exemptions, name="exemptions"),
    path("alerts/exemptions/new/", exemptions.propose, name="propose"),
    path("alerts/exemptions/<int:exemption_id>/", exemptions.exemption, name="exemption"),
    path(
        "alerts/exemptions/<int:exemption_id>/<str:what>/",
        require_POST(exemptions.act),
        name="exemption_act",
    ),
    path("alerts/colleges/", board.by_college, name="colleges"),
    path("alerts/colleges/<int:unit_id>/", board.college, name="college"),
    path("alerts/runs/", board.runs, name="runs"),
    path("alerts/run/", require_POST(board.run), name="run"),
    path("alerts/answer/", require_POST(one.answer_many), name="answer_many"),
    path("alerts/close/", require_POST(one.close_many), name="close_many"),
    path("alerts/files/<int:file_id>/<int:number>/", filing.page, name="file"),
    path("alerts/files/<int:file_id>/withdraw/", require_POST(filing.withdraw), name="withdraw"),
    path("alerts/reassign/", require_POST(reassigning.reassign_many), name="reassign_many"),
    path("alerts/<int:case_id>/reassign/", require_POST(reassigning.reassign), name="reassign"),
    path("alerts/<int:case_id>/", one.case, name="case"),
    path("alerts/<int:case_id>/answer/", require_POST(one.answer), name="answer"),
    path("alerts/<int:case_id>/back/", require_POST(one.send_back), name="send_back"),
    path("alerts/<int:case_id>/close/", require_POST(one.close), name="close"),
    path("alerts/<int:case_id>/comment/", require_POST(one.comment), name="comment"),
]
