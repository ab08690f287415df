"""Paths of feedback."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST

from quxiang.web.feedback.views import handling, judging, replying, returning, taking

app_name = "feedback"
LIST = "feedback/<int:list_id>/"
ROW = "feedback/rows/<int:row_id>/"
REPLY = f"{LIST}replies/<int:unit_id>/"
urlpatterns = [
    path("feedback/", taking.lists, name="lists"),
    path("feedback/take/", require_POST(taking.take), name="take"),
    path("feedback/handling/", handling.handlings, name="handlings"),
    path("feedback/handling/record/", require_POST(handling.handle), name="handle"),
    path(
        "feedback/handling/<int:handling_id>/receipt/",
        require_POST(handling.receive),
        name="receive",
    ),
    path("feedback/signals/", judging.signals, name="signals"),
    path("feedback/rehearsals/", judging.rehearsals, name="rehearsals"),
    path("feedback/rehearsals/begin/", require_POST(judging.rehearse), name="rehearse"),
    path("feedback/rehearsals/<int:rehearsal_id>/", judging.rehearsal, name="rehearsal"),
    path(LIST, taking.one, name="list"),
    path(f"{LIST}describe/", require_POST(taking.describe), name="describe"),
    path(f"{LIST}replies/", replying.replies, name="replies"),
    path(REPLY, replying.reply, name="reply"),
    path(f"{REPLY}compose/", require_POST(replying.compose), name="compose"),
    path(f"{REPLY}write/", require_POST(replying.write), name="write"),
    path(f"{REPLY}print/", require_POST(replying.printed), name="print"),
    path(f"{REPLY}word/", require_POST(replying.word), name="word"),
    path("feedback/files/<int:file_id>/answers/", returning.answers, name="answers"),
    path(ROW, taking.row, name="row"),
    path(f"{ROW}assign/", require_POST(taking.assign), name="assign"),
]
