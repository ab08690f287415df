"""A campaign of 30,000 prepared, and one of 10,000 sent by a worker that is killed amid it.

``QUXIANG_HOME=FOLDER python -m bench.campaign [GRADUATES [SENT]]`` seeds an empty folder, prints
what preparing and writing cost, then serves it, lets a gateway on this machine take the messages,
kills the worker's processes at a third and at two thirds, and prints who got what: the real
worker, restarted by its own supervisor. Seconds on the wall beside CPU seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import psutil

from quxiang.web.commands import django, servers

GRADUATES, SENT = 30_000, 10_000


def took(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what came of it, seconds on the wall and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - wall, time.process_time() - cpu


def prepared(graduates: int, url: str) -> Any:
    """Seed a cohort, let messages go by a gateway, and prepare a campaign; return the campaign."""
    from bench import large
    from quxiang.web.accounts.models import User
    from quxiang.web.campaigns.models import Campaign
    from quxiang.web.campaigns.services import preparing
    from quxiang.web.common import sealed
    from quxiang.web.common.columns import write_columns
    from quxiang.web.orgs.kinds import PostKind
    from web.sendings import by_gateway
    from web.vendor import SECRET

    large.YEARS = (2024,)
    school = large.seed(graduates)
    by_gateway(school.staff[PostKind.ADMINISTRATOR][0], url, SECRET)
    sealer, users = sealed.Sealer("phone"), list(User.objects.filter(kind="graduate"))
    for at, each in enumerate(users):
        for name, value in sealer.columns(f"139{at:08d}").items():
            setattr(each, name, value)
    write_columns(users, ("phone_sealed", "phone_blind", "phone_masked"))
    by = school.staff[PostKind.CENTRE_OFFICER][0]
    made = preparing.begin(cohort=school.cohort, kind="august", by=by)
    _, wall, cpu = took(lambda: preparing.fill(Campaign.objects.get(pk=made.pk)))
    sys.stdout.write(f"list of {graduates:,}: {wall:.2f} s, {cpu:.2f} s CPU\n")
    return made


def written(campaign: Any, most: int) -> None:
    """Let the campaign go and write its messages, all of it; only ``most`` of them wait to go."""
    from quxiang.web.campaigns.models import Campaign
    from quxiang.web.campaigns.services import releasing
    from quxiang.web.jobs.models import Job
    from quxiang.web.notifications.models import Message

    Campaign.objects.filter(pk=campaign.pk).update(state="running")

    def write() -> int:
        done = 0
        while count := releasing.write_next(campaign.pk):
            done += count
        return done

    count, wall, cpu = took(write)
    sys.stdout.write(f"{count:,} messages written: {wall:.2f} s, {cpu:.2f} s CPU\n")
    Job.objects.all().delete()
    kept = Message.objects.order_by("pk").values_list("pk", flat=True)[:most]
    Message.objects.filter(pk__gt=max(kept, default=0)).update(state="cancelled")


def killed(vendor: Any, most: int) -> None:
    """Serve, kill the worker at a third and at two thirds, wait until everything has gone."""
    from django.db.models import Count

    from quxiang.web.notifications.models import Message

    command = [sys.executable, "-m", "quxiang", "serve", "--port", "8799", "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun, kills = time.perf_counter(), []
    try:
        for share in (most // 3, 2 * most // 3):
            _wait(lambda share=share: len(vendor.taken) >= share)
            kills.append(_kill_worker(process.pid))
        _wait(lambda: not Message.objects.filter(state__in=("waiting", "sending")).exists())
    finally:
        spent = time.perf_counter() - begun
        process.send_signal(signal.SIGINT)
        process.wait(60)
    got = Counter(each["to"] for each in vendor.taken)
    states = dict(Message.objects.order_by().values_list("state").annotate(n=Count("pk")))
    sys.stdout.write(
        f"{most:,} messages, worker killed {len(kills)} times: {spent:.0f} s, states {states}, "
        f"receivers {len(got):,}, told twice {sum(n > 1 for n in got.values())}\n"
    )


def _kill_worker(server: int) -> int:
    """Kill the process that hands messages over, and whatever it started; return which."""
    cluster = [
        each for each in psutil.Process(server).children(recursive=True)
        if "qcluster" in " ".join(each.cmdline()) and not each.children()
    ]  # fmt: skip
    busiest = max(cluster, key=lambda each: sum(each.cpu_times()[:2]))
    os.kill(busiest.pid, signal.SIGKILL)
    return busiest.pid


def _wait(until: Callable[[], bool], seconds: float = 900) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


def main() -> None:
    graduates = int(sys.argv[1]) if len(sys.argv) > 1 else GRADUATES
    most = int(sys.argv[2]) if len(sys.argv) > 2 else SENT
    django.start()
    servers.prepare()
    from web.vendor import Vendor

    with Vendor() as vendor:
        threading.Thread(target=vendor.serve_forever, args=(0.02,), daemon=True).start()
        campaign = prepared(graduates, vendor.url)
        written(campaign, most)
        if most:
            killed(vendor, most)


if __name__ == "__main__":
    main()
