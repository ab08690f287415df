"""What goes along when a graduate changes college: the documents, with their scope."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.web.documents.models import Document
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def documents_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    Document.objects.filter(graduate__in=graduates).update(college=college)
