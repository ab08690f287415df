"""A snapshot, a run of the rules and the cases of 30,000 graduates, in ``QUXIANG_HOME``.

``QUXIANG_HOME=FOLDER python -m bench.alerts [GRADUATES]`` seeds an empty folder and prints what a
first and a second run cost, figures by college and their explanation, two snapshots compared, and
500 answers given at once: CPU seconds, the machine being shared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime

from quxiang.web.commands import django, servers

GRADUATES, ANSWERED = 30_000, 500


def cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    graduates = int(sys.argv[1]) if len(sys.argv) > 1 else GRADUATES
    django.start()
    servers.prepare()
    from bench import large
    from bench.settled import settle
    from quxiang.simulation.season import season_tables
    from quxiang.web.alerts.models import Case, RuleRun
    from quxiang.web.alerts.services import answering, running
    from quxiang.web.audit import trail
    from quxiang.web.orgs.kinds import PostKind
    from quxiang.web.season import comparing, figuring
    from quxiang.web.season.basis import opened
    from quxiang.web.season.models import Snapshot
    from quxiang.web.season.services.taking import snapshot

    large.YEARS = (2024,)
    school = large.seed(graduates)
    moment = datetime(2024, 6, 19, 17)
    tables = season_tables(graduates, 2024, colleges=large.COLLEGES, raw=True, moment=moment)
    with trail.atomic():
        settle(school.cohort, tables)
    say = sys.stdout.write
    for name in ("first", "second"):
        frozen: list[object] = []
        spent = cpu(
            lambda kept=frozen: kept.append(snapshot(cohort=school.cohort, by=None, why="bench"))
        )
        with trail.atomic():
            run = running.begin(school.cohort, None, "bench")
        RuleRun.objects.filter(pk=run.pk).update(snapshot=frozen[0])
        run.refresh_from_db()
        ran = cpu(lambda row=run: running.do_run(row))
        say(f"{name}: snapshot {spent:.2f} s, run and cases {ran:.2f} s, "
            f"opened {run.opened}, seen {run.seen}\n")  # fmt: skip
    after, before = Snapshot.objects.order_by("-number")[:2]
    spent = cpu(lambda: figuring.counted(after, "college"))
    again = cpu(lambda: figuring.counted(after, "college"))
    one = cpu(lambda: figuring.explained(opened(after), "placement_rate", {}))
    apart = cpu(lambda: comparing.told_apart(before, after))
    say(f"figures by college {spent:.2f} s, kept {again:.3f} s, one explained {one:.2f} s, "
        f"two snapshots compared {apart:.2f} s\n")  # fmt: skip
    (centre,) = school.staff[PostKind.CENTRE_OFFICER]
    ids = list(Case.objects.values_list("pk", flat=True)[:ANSWERED])
    Case.objects.filter(pk__in=ids).update(desk="centre")
    said = answering.Said("explained", "统一说明")
    spent = cpu(lambda: answering.answer_many(ids=ids, said=said, by=centre))
    say(f"{len(ids)} answers {spent:.3f} s\n")


if __name__ == "__main__":
    main()
