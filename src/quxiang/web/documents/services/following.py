"""What goes along when a graduate changes college: the documents, with their scope."""

from __future__ import annotations

from quxiang.web.documents.models import Document
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def documents_go_along(graduate: Graduate) -> None:
    Document.objects.filter(graduate=graduate).update(college_id=graduate.college_id)
