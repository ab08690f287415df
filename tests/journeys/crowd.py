"""What a big import needs in the school of the demonstration: colleges, and people who log in.

``python -m journeys.crowd`` gives graduates passwords and prints JSON;
``python -m journeys.crowd FILE`` writes something of its own twenty times a second until FILE is
there, and prints how long each write took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

PASSWORD = "麦穗-低头-2024"
MANY, PAUSE = 20, 0.05


def crowd() -> dict[str, list[str]]:
    """Return the colleges' names, and the numbers of graduates who have ``PASSWORD`` now."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.models import Unit

    graduates = User.objects.filter(kind=User.Kind.GRADUATE).order_by("pk")[:MANY]
    numbers = [each.number for each in graduates]
    User.objects.filter(number__in=numbers).update(password=make_password(PASSWORD))
    colleges = Unit.objects.filter(kind=Unit.Kind.COLLEGE).values_list("name", flat=True)
    return {"colleges": list(colleges), "numbers": numbers}


def writes_until(stop: Path) -> list[float]:
    """Write an act and its entry in the trail again and again; return the seconds each took."""
    from quxiang.web.accounts.models import User
    from quxiang.web.audit import trail
    from quxiang.web.jobs.models import Heartbeat

    somebody, waits = User.objects.earliest("pk"), []
    while not stop.exists():
        time.sleep(PAUSE)
        started = time.perf_counter()
        with trail.atomic():
            Heartbeat.objects.update_or_create(name="other", defaults={"at": _moment()})
            trail.record("account.login", somebody, by=somebody)
        waits.append(time.perf_counter() - started)
        stop.with_name("began").touch()
    return waits


def _moment() -> object:
    from quxiang.web.common import clock

    return clock.real_now()


if __name__ == "__main__":
    django.setup()
    found = writes_until(Path(sys.argv[1])) if len(sys.argv) > 1 else crowd()
    sys.stdout.write(json.dumps(found, ensure_ascii=False))
