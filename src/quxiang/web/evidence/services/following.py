"""What goes along when a graduate changes college: the files, with their scope."""

from __future__ import annotations

from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def files_go_along(graduate: Graduate) -> None:
    Evidence.objects.filter(graduate=graduate).update(college_id=graduate.college_id)
