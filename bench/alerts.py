"""A snapshot, a run of the rules and the cases of 30,000 graduates.

``python -m bench.alerts [GRADUATES]`` seeds a folder that is thrown away and prints what a
snapshot, its figures by college and a run of every rule cost: first, when every finding is a new
case and the process has just begun; again, when all are known; and once more with all cases taken
away, new in a process that has run before. Then one figure explained, two snapshots compared, 500
answers given at once. CPU seconds, the machine being shared.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from quxiang.web.commands import django, servers

GRADUATES, ANSWERED = 30_000, 500


def cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def seeded(graduates: int) -> Any:
    """Return a school whose one cohort is settled as a season is in June."""
    from bench import large
    from bench.settled import settle
    from quxiang.simulation.season import season_tables
    from quxiang.web.audit import trail

    large.YEARS = (2024,)
    school = large.seed(graduates)
    moment = datetime(2024, 6, 19, 17)
    tables = season_tables(graduates, 2024, colleges=large.COLLEGES, raw=True, moment=moment)
    with trail.atomic():
        settle(school.cohort, tables)
    return school


def ran(name: str, cohort: Any) -> None:
    """Freeze a cohort, count its figures by college, run every rule; print what each cost."""
    from quxiang.web.alerts.models import RuleRun
    from quxiang.web.alerts.services import running
    from quxiang.web.audit import trail
    from quxiang.web.season import figuring
    from quxiang.web.season.services.taking import snapshot

    frozen: list[Any] = []
    spent = [cpu(lambda: frozen.append(snapshot(cohort=cohort, by=None, why="bench")))]
    spent.append(cpu(lambda: figuring.counted(frozen[0], "college")))
    with trail.atomic():
        run = running.begin(cohort, None, "bench")
    RuleRun.objects.filter(pk=run.pk).update(snapshot=frozen[0])
    run.refresh_from_db()
    spent.append(cpu(lambda: running.do_run(run)))
    told = " + ".join(f"{each:.2f}" for each in spent)
    print(f"{name}: snapshot + figures + run and cases {told} = {sum(spent):.2f} s, "
          f"opened {run.opened}, seen {run.seen}")  # fmt: skip


def without_cases() -> None:
    """Take every case away, so that a run finds all anew."""
    from django.db import connection

    from quxiang.web.alerts.models import Case, CaseEvent, CasePerson, RuleRun

    with connection.cursor() as cursor:
        for model in (CaseEvent, CasePerson, Case, RuleRun):
            cursor.execute(f"delete from {model._meta.db_table}")


def reading() -> None:
    from quxiang.web.season import comparing, figuring
    from quxiang.web.season.basis import opened
    from quxiang.web.season.models import Snapshot

    after, before = Snapshot.objects.order_by("-number")[:2]
    again = cpu(lambda: figuring.counted(after, "college"))
    one = cpu(lambda: figuring.explained(opened(after), "placement_rate", {}))
    apart = [cpu(lambda: comparing.told_apart(before, after)) for _ in range(3)]
    print(f"figures kept {again:.3f} s, one explained {one:.2f} s, two snapshots compared "
          f"{', '.join(f'{each:.2f}' for each in apart)} s")  # fmt: skip


def answering(centre: Any) -> None:
    from quxiang.web.alerts.models import Case
    from quxiang.web.alerts.services import answering as services

    ids = list(Case.objects.values_list("pk", flat=True)[:ANSWERED])
    Case.objects.filter(pk__in=ids).update(desk="centre")
    said = services.Said("explained", "统一说明")
    spent = cpu(lambda: services.answer_many(ids=ids, said=said, by=centre))
    print(f"{len(ids)} answers {spent:.3f} s")


def main() -> None:
    graduates = int(sys.argv[1]) if len(sys.argv) > 1 else GRADUATES
    with tempfile.TemporaryDirectory() as home:
        django.start(QUXIANG_HOME=home)
        servers.prepare()
        measure(graduates)


def measure(graduates: int) -> None:
    from quxiang.web.orgs.kinds import PostKind

    school = seeded(graduates)
    ran("all new, the process too", school.cohort)
    ran("all known", school.cohort)
    without_cases()
    ran("all new again", school.cohort)
    reading()
    (centre,) = school.staff[PostKind.CENTRE_OFFICER]
    answering(centre)


if __name__ == "__main__":
    main()
