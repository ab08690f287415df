"""Sessions in the database, as Django keeps them, read by a query that is compiled once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from quxiang.web.common import compiled


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """Return the session's row, or ``None`` where there is none or it has ended."""
        own = self.model.objects.filter(session_key=self.session_key)
        found = compiled.first("session", own.filter(expire_date__gt=timezone.now()))
        if found is None:
            self._session_key = None
        return found
