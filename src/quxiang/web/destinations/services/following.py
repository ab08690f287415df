"""What goes along when a graduate changes college: the registration and what hangs on it."""

from __future__ import annotations

from quxiang.web.destinations.models import (
    Confirmation,
    Dispute,
    Exchange,
    Registration,
    SystemRow,
)
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def registration_goes_along(graduate: Graduate) -> None:
    college = graduate.college_id
    Registration.objects.filter(graduate=graduate).update(college_id=college)
    Dispute.objects.filter(graduate=graduate).update(college_id=college)
    SystemRow.objects.filter(graduate=graduate).update(college_id=college)
    of_graduate = {"version__registration__graduate": graduate}
    Confirmation.objects.filter(**of_graduate).update(college_id=college)
    Exchange.objects.filter(**of_graduate).update(college_id=college)
