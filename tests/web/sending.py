"""A worker's loop beside the test that kills it: hand over what waits, until nothing does.

``python -m web.sending write URL COUNT`` writes messages first; ``python -m web.sending`` goes on
where a killed one stopped, and ``overdue`` lets the time of whoever took one be over.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django


def write(url: str, count: int) -> None:
    """Let the demonstration's notices go by a gateway, and write so many to one person."""
    from quxiang.web.accounts.models import User
    from quxiang.web.notifications.services import send
    from web.sendings import by_gateway, reachable
    from web.vendor import SECRET

    keeper = User.objects.get(number="8007", kind="staff")
    by_gateway(keeper, url, SECRET, daily_cap=50)
    for at, each in enumerate(User.objects.filter(kind="graduate").order_by("pk")[:count]):
        send(reachable(each, f"139{at:08d}"), "test", key=f"killed-{at}")


def overdue() -> None:
    from django.utils import timezone

    from quxiang.web.notifications.models import Message

    long_ago = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state="sending").update(lease_until=long_ago)


def work() -> dict[str, int]:
    """Hand over until nothing waits; return how many messages stand where."""
    from django.db.models import Count

    from quxiang.web.notifications.models import Message
    from quxiang.web.notifications.services.delivering import deliver
    from quxiang.web.orgs.models import School

    while deliver(School.objects.get().pk, seconds=600)[1]:
        pass
    own = Message.objects.filter(key__startswith="killed-").order_by()
    return dict(own.values_list("state").annotate(count=Count("pk")))


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["write", url, count]:
            write(url, int(count))
            sys.stdout.write("{}")
        case ["overdue"]:
            overdue()
            sys.stdout.write("{}")
        case _:
            sys.stdout.write(json.dumps(work()))
