"""Paths of sheets and of rounds."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.worksheets.views import many, progress, rounds, work

app_name = "worksheets"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "worksheets/<int:graduate_id>/"
ROUND = "worksheets/rounds/<int:round_id>/"
urlpatterns = [
    path("worksheets/", require_safe(work.work), name="work"),
    path(ONE, require_safe(work.sheet), name="sheet"),
    path(f"{ONE}part/", require_safe(work.part), name="part"),
    path(f"{ONE}conclude/", require_POST(work.conclude), name="conclude"),
    path("worksheets/chips/", require_safe(work.chips), name="chips"),
    path("worksheets/clean/", require_safe(many.clean), name="clean"),
    path("worksheets/clean/conclude/", require_POST(many.conclude), name="conclude_many"),
    path("worksheets/progress/", require_safe(progress.progress), name="progress"),
    path("worksheets/progress/export/", both(progress.export), name="export"),
    path("worksheets/rounds/", require_safe(rounds.rounds), name="rounds"),
    path("worksheets/rounds/make/", require_POST(rounds.make), name="make_round"),
    path(ROUND, require_safe(rounds.one), name="round"),
    path(f"{ROUND}end/", require_POST(rounds.end), name="end_round"),
    path(
        f"{ROUND}tasks/<int:task_id>/take-back/", require_POST(rounds.take_back), name="take_back"
    ),
]  # fmt: skip
