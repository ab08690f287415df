"""What goes along when a graduate changes college: the registration and what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.web.destinations.models import (
    Confirmation,
    Dispute,
    Exchange,
    Outreach,
    Registration,
    SystemRow,
)
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def registration_goes_along(graduates: Sequence[Graduate], college: Unit) -> None:
    theirs = {"graduate__in": graduates}
    Registration.objects.filter(**theirs).update(college=college)
    Dispute.objects.filter(**theirs).update(college=college)
    Outreach.objects.filter(**theirs).update(college=college)
    SystemRow.objects.filter(**theirs).update(college=college)
    of_versions = {"version__registration__graduate__in": graduates}
    Confirmation.objects.filter(**of_versions).update(college=college)
    Exchange.objects.filter(**of_versions).update(college=college)
