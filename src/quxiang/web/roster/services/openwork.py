"""What a recorder who hands over leaves open in the roster of a college."""

from __future__ import annotations

from django.db.models import Count, Q

from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.services.handover import open_work
from quxiang.web.roster.models import Graduate, RegistryMismatch


@open_work
def open_in_roster(unit: Unit) -> list[tuple[str, int]]:
    """Return how many graduates pass on, who cannot log in yet, what the registry disputes."""
    graduates = Graduate.objects.filter(
        college=unit, removed=False, cohort__archived_at__isnull=True
    )
    waiting = Q(person__user__activated_at__isnull=True)
    counts = graduates.aggregate(all=Count("pk"), waiting=Count("pk", filter=waiting))
    disputed = RegistryMismatch.objects.filter(college=unit, state=RegistryMismatch.State.OPEN)
    return [
        ("名册上的毕业生", counts["all"]),
        ("还没有激活账号的", counts["waiting"]),
        ("学籍比对待答复的", disputed.count()),
    ]
