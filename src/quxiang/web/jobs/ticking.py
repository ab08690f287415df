"""The one schedule django-q2 keeps: a tick a minute."""

from __future__ import annotations

from quxiang.web.common import clock
from quxiang.web.jobs import services

TICK = "quxiang tick"


def tick() -> None:
    """Called by the worker once a minute."""
    services.run_due(clock.now())


def schedule_tick() -> None:
    """See that the tick is scheduled; called whenever the server starts."""
    from django_q.models import Schedule  # noqa: PLC0415

    Schedule.objects.update_or_create(
        name=TICK,
        defaults={
            "func": "quxiang.web.jobs.ticking.tick",
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
            "repeats": -1,
        },
    )
