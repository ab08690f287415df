"""How much memory and time an inspection pack of 30,000 graduates takes, by how much evidence.

``python -m bench.packs [--graduates 30000] [--gigabytes 0.5,5]`` makes a school in a folder that
is thrown away, one paper a graduate, and builds the pack in a process of its own for each size.
A tenth of the papers are bytes of their own, which ten graduates share each: what is read, sealed
and written is as much as if all were, what lies in the store is a tenth.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHARED = 10
BATCH = 2_000


def school(graduates: int) -> Any:
    """Make one cohort of a large school; return it."""
    from bench import large  # noqa: PLC0415

    large.YEARS = (2024,)
    return large.seed(graduates).cohort


def papers(cohort: Any, gigabytes: float) -> int:
    """Give every graduate one paper of random bytes; return the bytes of a paper."""
    from quxiang.web.common import clock  # noqa: PLC0415
    from quxiang.web.evidence.models import Evidence  # noqa: PLC0415
    from quxiang.web.evidence.storage import vault  # noqa: PLC0415
    from quxiang.web.roster.models import Graduate  # noqa: PLC0415

    Evidence.objects.all().delete()
    people = list(Graduate.objects.filter(cohort=cohort).values_list("pk", "college_id"))
    size = int(gigabytes * 1e9 / len(people))
    kept = [
        vault.keep(cohort.school_id, os.urandom(size), b"small")
        for _ in range(max(1, len(people) // SHARED))
    ]
    rows = [
        Evidence(
            school_id=cohort.school_id, cohort=cohort, college_id=college, graduate_id=key,
            version=1, kind="contract", size=size, pages=1, sha256=kept[at % len(kept)],
            media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
        )
        for at, (key, college) in enumerate(people)
    ]  # fmt: skip
    Evidence.objects.bulk_create(rows, batch_size=BATCH)
    return size


def peak() -> float:
    """Return the most memory this process held, in megabytes.

    Not ``ru_maxrss``: of a child that counts what its parent held when it was started.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    told = next(line for line in lines if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024


def build_one() -> None:
    """Build the pack of everything, check it, and print what it took."""
    from quxiang.packs.checking import check  # noqa: PLC0415
    from quxiang.web.common import clock  # noqa: PLC0415
    from quxiang.web.inspection import sealing  # noqa: PLC0415
    from quxiang.web.inspection.building import build  # noqa: PLC0415
    from quxiang.web.inspection.models import Pack  # noqa: PLC0415
    from quxiang.web.roster.models import Cohort  # noqa: PLC0415

    cohort = Cohort.objects.latest("year")
    pack = Pack(
        school=cohort.school, cohort=cohort, purpose="测量", recipient="测量", choice="all",
        expires_on=clock.today(), at=clock.now(),
    )  # fmt: skip
    start, cpu = time.perf_counter(), time.process_time()
    with sealing.Sealing(cohort.school_id) as out:
        built = build(out, pack, "测量")
    told = {
        "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu,
        "peak": peak(),
        "bytes": out.size, "files": built.files,
    }  # fmt: skip
    plain = Path(os.environ["QUXIANG_HOME"]) / "pack.zip"
    with plain.open("wb") as file:
        for chunk in sealing.opened(out.path, out.key_sealed):
            file.write(chunk)
    sealing.forget(out.path)
    start = time.perf_counter()
    checked = check(plain, built.root)
    told |= {"checked": time.perf_counter() - start, "differences": len(checked.differences)}
    plain.unlink()
    json.dump(told, sys.stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--graduates", type=int, default=30_000)
    parser.add_argument("--gigabytes", default="0.5,5")
    parser.add_argument("--build", action="store_true")
    given = parser.parse_args()
    from quxiang.web.commands import django, servers  # noqa: PLC0415

    if given.build:
        django.start()
        build_one()
        return
    with tempfile.TemporaryDirectory(prefix="quxiang-packs-") as folder:
        os.environ["QUXIANG_HOME"] = folder
        django.start()
        servers.prepare()
        cohort = school(given.graduates)
        print("| graduates | evidence | pack | files | wall | MB/s | CPU | peak RSS | checked in |")
        print("|---|---|---|---|---|---|---|---|---|")
        for wanted in given.gigabytes.split(","):
            papers(cohort, float(wanted))
            command = [sys.executable, "-m", "bench.packs", "--build"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(done.stdout)
            assert told["differences"] == 0, told
            rate = told["bytes"] / told["seconds"] / 1e6
            print(
                f"| {given.graduates:,} | {wanted} GB | {told['bytes'] / 1e9:.2f} GB "
                f"| {told['files']:,} | {told['seconds']:.0f} s | {rate:.0f} | {told['cpu']:.0f} s "
                f"| {told['peak']:.0f} MB | {told['checked']:.0f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
