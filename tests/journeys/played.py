"""Play a season beside the servers: move the clock, ring the minute, say what came by itself.

The minute is rung here so that nobody waits for it; whatever it asks for is done by the real
worker.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import django

RECORDER = "8002"


def begin() -> dict[str, Any]:
    """Let the demonstration's cohort be next year's; return that year."""
    from quxiang.web.common import clock
    from quxiang.web.roster.models import Cohort

    year = clock.today().year + 1
    Cohort.objects.filter(year=2024).update(year=year)
    return {"year": year}


def move(text: str) -> dict[str, Any]:
    from quxiang.web.common import clock
    from quxiang.web.jobs.services import run_due

    clock.move_to(clock.aware(datetime.fromisoformat(text)))
    return ring(run_due)


def ring(run_due: Any = None) -> dict[str, Any]:
    """Let a minute begin: six of them lie between two rings, so that all that is due is asked."""
    from quxiang.web.common import clock
    from quxiang.web.jobs import services
    from quxiang.web.jobs.models import PeriodicRun

    PeriodicRun.objects.all().delete()
    (run_due or services.run_due)(clock.now())
    return came()


def came() -> dict[str, Any]:
    """Return what has come by itself so far."""
    from quxiang.web.accounts.models import User
    from quxiang.web.bulletins.models import Bulletin
    from quxiang.web.campaigns.models import Campaign
    from quxiang.web.jobs.models import Job
    from quxiang.web.notifications.models import Message
    from quxiang.web.season.models import Snapshot

    recorder = User.objects.get(number=RECORDER, kind="staff")
    told = Message.objects.filter(user=recorder, template="recorder_list")
    return {
        "snapshots": list(Snapshot.objects.exclude(period="").order_by("number")
                          .values_list("period", "people", "number")),
        "bulletins": list(Bulletin.objects.values_list("kind", "state")),
        "campaigns": list(Campaign.objects.values_list("kind", "state", "by")),
        "reminders": told.count(),
        "failed": list(Job.objects.filter(state="failed").values_list("kind", "message")),
    }  # fmt: skip


def change() -> dict[str, Any]:
    """Let ten graduates be postponed, so that figures of today come out otherwise."""
    from quxiang.web.accounts.models import User
    from quxiang.web.common import clock
    from quxiang.web.roster.models import Graduate, Status
    from quxiang.web.roster.services.changes import set_status

    by = User.objects.get(number="8001", kind="staff")
    those = list(Graduate.objects.filter(status=Status.EXPECTED, removed=False)[:10])
    set_status(
        graduates=those, status=Status.POSTPONED, effective_on=clock.today(), note="延期", by=by
    )  # fmt: skip
    return {"changed": len(those)}


if __name__ == "__main__":
    django.setup()
    verb, *given = sys.argv[1:]
    acts = {"begin": begin, "move": move, "ring": ring, "came": came, "change": change}
    sys.stdout.write(json.dumps(acts[verb](*given), ensure_ascii=False))
