"""Paths of messages."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.notifications.views import channels, inbox, outbox, receipts

app_name = "notifications"
urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:message_id>/", require_safe(outbox.one), name="message"),
    path("outbox/<int:message_id>/settle/", require_POST(outbox.act), name="settle"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", require_POST(inbox.read), name="read"),
    path("messages/channels/", channels.channels, name="channels"),
    path("messages/channels/try/", require_POST(channels.attempt), name="try_channel"),
    path("messages/texts/", require_safe(channels.texts), name="texts"),
    path("messages/texts/<slug:template>/", channels.wording, name="wording"),
    path("messages/receipts/<slug:code>/", require_POST(receipts.receipt), name="receipt"),
]
