"""Put anew in force what a cohort's settings count, when they count from another state."""

from __future__ import annotations

from quxiang.standards import Settings
from quxiang.web.common import clock
from quxiang.web.destinations.history import as_known_at
from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohortsettings import follows_settings

#: registrations whose history is in memory at a time
PIECE = 2_000


@follows_settings
def count_anew(cohort: Cohort, before: Settings, after: Settings) -> None:
    """Work out from the history what is in force now; within the change of the settings.

    Every registration of the cohort is held: whoever moves one meanwhile reads the new settings.
    """
    if before.counts_from == after.counts_from:
        return
    of_cohort = Registration.objects.filter(school_id=cohort.school_id, cohort=cohort)
    held = dict(of_cohort.select_for_update().order_by("pk").values_list("pk", "in_force_id"))
    keys, now = list(held), clock.now()
    for at in range(0, len(keys), PIECE):
        some = Registration.objects.filter(pk__in=keys[at : at + PIECE])
        known = as_known_at(some, now, after.counts_from)
        moved = [
            Registration(pk=key, in_force=each.in_force)
            for key, each in known.items()
            if (each.in_force.pk if each.in_force else None) != held[key]
        ]
        Registration.objects.bulk_update(moved, ["in_force"], batch_size=500)
