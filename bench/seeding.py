"""Seed the installation in ``QUXIANG_HOME`` for the load test; print sessions as JSON.

``python -m bench.seeding`` answers with cookies of the centre, of recorders and of graduates, each
with the number of the record it owns. Sessions are made as a log-in makes them.
"""

from __future__ import annotations

import json
import sys

from quxiang.web.commands import django, servers

GRADUATES = 200
#: findings kept as cases, a quarter of them open
CASES = 8_000


def cookie(user: object) -> str:
    """Return the cookie of a new session of somebody, the second factor given."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="quxiang.web.accounts.backends.NumberBackend")  # type: ignore[arg-type]
    session = client.session
    session["second_factor"] = True
    session.save()
    return f"sessionid={session.session_key}"


def main() -> None:
    django.start()
    servers.prepare()
    from django.db import connection

    from bench.large import seed
    from bench.large_lists import keep_cases
    from bench.registered import TYPED, register
    from quxiang.web.alerts.models import Case
    from quxiang.web.common import clock
    from quxiang.web.jobs.statistics import refresh
    from quxiang.web.orgs.kinds import PostKind
    from quxiang.web.roster.models import Graduate

    large = seed()
    advisers, filed, new = register(large)
    keep_cases(large, CASES)
    refresh(clock.now())
    if connection.vendor == "postgresql":  # as its own vacuum would within a minute
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
    own = Graduate.objects.filter(cohort=large.cohort).select_related("person__user")
    step = max(1, own.count() // GRADUATES)
    live = Case.objects.filter(closed_at=None).order_by("pk")
    json.dump(
        {
            "school": [cookie(large.staff[PostKind.CENTRE_OFFICER][0])],
            "college": [cookie(each) for each in large.staff[PostKind.RECORDER]],
            "signing": [cookie(each) for each in advisers],
            "filed": [[cookie(g.person.user), g.pk] for g in filed],
            "new": [[cookie(g.person.user), g.pk] for g in new],
            "typed": TYPED,
            "cases": [[each, of] for each, of in live.values_list("pk", "college_id")[:GRADUATES]],
            "own": [[cookie(g.person.user), g.pk] for g in own.order_by("pk")[::step]],
            "files": list(own.order_by("pk").values_list("pk", flat=True)[::step]),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
