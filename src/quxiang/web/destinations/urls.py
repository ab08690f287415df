"""Paths of destinations."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.destinations.views import (
    confirming,
    disputes,
    form,
    guidance,
    late,
    marked,
    one,
    seeking,
    standing,
    today,
)

app_name = "destinations"
urlpatterns = [
    path("my/destination/", one.own, name="own"),
    path("destinations/<int:graduate_id>/", one.one, name="one"),
    path("destinations/<int:graduate_id>/part/<str:place>/", one.part, name="part"),
    path("destinations/<int:graduate_id>/answer/", require_POST(confirming.answer), name="answer"),
    path("destinations/<int:graduate_id>/answered/", confirming.answered, name="answered"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("marked/", require_safe(marked.marked), name="marked"),
    path("disputes/<int:dispute_id>/", disputes.dispute, name="dispute"),
    path("disputes/<int:dispute_id>/answer/", require_POST(disputes.answer), name="answer_dispute"),
    path("destinations/guidance/", guidance.guidance, name="guidance"),
    path("destinations/<int:graduate_id>/withdraw/", require_POST(one.withdraw), name="withdraw"),
    path("destinations/<int:graduate_id>/settled/", require_POST(one.settled), name="settled"),
    path("destinations/<int:graduate_id>/changes/", one.changes, name="changes"),
    path("destinations/<int:graduate_id>/edit/", form.edit, name="edit"),
    path("destinations/<int:graduate_id>/draft/", require_POST(form.draft), name="draft"),
    path("destinations/<int:graduate_id>/offers/", require_POST(form.offers), name="offers"),
    path("destinations/<int:graduate_id>/check/", require_POST(form.check), name="check"),
    path("late-changes/", late.late, name="late"),
    path("late-changes/export/", late.export, name="export_late"),
    path("registered/", standing.registered, name="registered"),
    path("registered/export/", standing.export_registered, name="export_registered"),
    path("seeking/", seeking.seeking, name="seeking"),
    path("seeking/export/", seeking.export, name="export_seeking"),
    path("seeking/<int:graduate_id>/", seeking.helping, name="helping"),
    path("today/", today.today, name="today"),
    path("today/<str:key>/", today.one_list, name="today_list"),
    path("today/<str:key>/file/", require_POST(today.list_file), name="today_file"),
    path("destinations/employers/", form.employers, name="employers"),
]
