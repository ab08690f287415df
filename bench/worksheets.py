"""逐一核查 of one college of 3,000: ``python -m bench.worksheets [--database postgresql]``.

The school of ``bench.load`` gets a college of 3,000 records: nine in ten filed, a file each but for
some, some flagged, a third concluded on. Its reviewer then opens the list, goes on record by
record, concludes and gets the next, asks how far it is, and opens and concludes the clean list, one
request after the other. Told are medians, the 95th percentile, and CPU of the web processes.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from bench.load import Served, Visitor, served, start
from bench.measure import machine, table

RECORDS, TIMES, LISTS = 3_000, 60, 3
AIMS = {"list": 200, "next record": 200, "conclude, next": 200, "clean list": 500}
WORK = "/worksheets/"


def prepare(records: int = RECORDS) -> dict[str, object]:
    """Make the college; return its reviewer's cookie and how much of what there is."""
    from bench.seeding import cookie
    from quxiang.web.accounts.models import User
    from quxiang.web.accounts.services.users import create_user
    from quxiang.web.common import clock
    from quxiang.web.jobs.statistics import refresh
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post, add_unit
    from quxiang.web.roster.models import Cohort, Graduate

    cohort = Cohort.objects.order_by("-year")[0]
    college = add_unit(school=cohort.school, kind="college", name="三千人学院", by=None)
    free = Graduate.objects.filter(cohort=cohort, registration=None, removed=False).order_by("pk")
    keys = list(free.values_list("pk", flat=True)[:records])
    Graduate.objects.filter(pk__in=keys).update(college=college, status="预计毕业")
    people = list(free.filter(pk__in=keys).select_related("cohort"))
    reviewer = create_user(
        school=cohort.school, kind=User.Kind.STAFF, number="R1", name="核查", by=None
    )
    post = add_post(
        school=cohort.school, kind="college_reviewer", unit=college, title="副院长", by=None
    )
    appoint(post=post, user=reviewer, by=None)
    counts = _fill(people, reviewer)
    refresh(clock.now())
    return {"cookie": cookie(reviewer), "records": len(people), **counts}


def _fill(people: Sequence[object], reviewer: object) -> dict[str, int]:
    """File, prove, judge and conclude for the people of a college in fixed shares."""
    from bench.inserting import kept
    from bench.signing import in_review
    from quxiang.standards.proofs import asked_of
    from quxiang.web.common import clock
    from quxiang.web.destinations.models import Judgement
    from quxiang.web.evidence.models import Evidence
    from quxiang.web.reference.selectors import standard_of
    from quxiang.web.roster.models import Graduate
    from quxiang.web.worksheets.binding import shown
    from quxiang.web.worksheets.models import Conclusion

    filed = [each for at, each in enumerate(people) if at % 10 and isinstance(each, Graduate)]
    first, now = filed[0], clock.now()
    in_review(filed, reviewer, order=3)  # type: ignore[arg-type]
    kind = asked_of(standard_of(first.school_id, first.cohort.scheme), "801", "")[0].kind
    papers = kept(
        Evidence(
            school_id=each.school_id, cohort_id=each.cohort_id, college_id=each.college_id,
            graduate=each, version=1, kind=kind, sha256=f"{each.pk:064x}", size=9, pages=1,
            upload_blind=f"{each.pk:032x}", media_type="image/jpeg", at=now,
            keep_from=clock.today(),
        )
        for at, each in enumerate(filed) if at % 12
    )  # fmt: skip
    keys = [each.pk for each in filed]
    Judgement.objects.filter(version__registration__graduate__in=keys[::15]).update(flagged=True)
    records = shown(keys[::3], "college")
    said = kept(
        Conclusion(
            school_id=each.school_id, cohort_id=each.cohort_id, college_id=each.college_id,
            graduate=each, side="college", data="ok", papers="ok", version=1,
            version_digest=records[each.pk].version_digest, files=len(records[each.pk].files),
            newest_file=records[each.pk].newest_file,
            papers_digest=records[each.pk].papers_digest, by=reviewer, at=now,
        )
        for each in filed[::3]
    )  # fmt: skip
    return {"filed": len(filed), "files": len(papers), "concluded": len(said)}


@dataclass
class Told:
    """What was measured of one kind of request: waits in ms, CPU seconds of all of them."""

    waits: list[float] = field(default_factory=list)
    cpu: float = 0.0


@dataclass
class Reviewer:
    """Somebody at the sheets of a served school, one request after the other."""

    school: Served
    cookie: str
    told: dict[str, Told] = field(default_factory=dict)
    visitor: Visitor = field(default_factory=Visitor)

    def does(self, kind: str, times: int, act: Callable[[], None]) -> None:
        told = self.told.setdefault(kind, Told())
        act()  # once, that every process has read what it keeps
        before = self.school.cpu()
        for _ in range(times):
            began = time.perf_counter()
            act()
            told.waits.append((time.perf_counter() - began) * 1000)
        told.cpu = self.school.cpu() - before

    def get(self, path: str, word: str) -> str:
        answer, page = self.visitor.ask("GET", path, self.cookie)
        if answer.status == 302:
            return self.get(answer.headers["Location"], word)
        if answer.status != 200 or word not in page:
            raise RuntimeError(f"{path} answered {answer.status} without {word!r}")
        return page

    def post(self, path: str, **form: object) -> str:
        answer, page = self.visitor.ask("POST", path, self.cookie, urlencode(form, doseq=True))
        if answer.status != 302:
            raise RuntimeError(f"{path} answered {answer.status}: {page[-2000:]}")
        return str(answer.headers["Location"])


def work(reviewer: Reviewer, times: int) -> None:
    """Do everything a reviewer does, each so often."""
    at = [""]

    def step() -> None:
        page = reviewer.get(at[0] or WORK, "data-name")
        at[0] = re.findall(r'href="([^"]+)" data-next', page)[0].replace("&amp;", "&")

    def conclude() -> None:
        page = reviewer.get(at[0], "data-name")
        seen = re.findall(r'name="seen" value="(\w+)"', page)
        path = re.findall(r'action="(/worksheets/\d+/conclude/)"', page)[0]
        papers = re.findall(r'name="papers" value="(\w+)"', page)[0]
        form = {"seen": seen[0], "side": "college", "show": "todo", "data": "ok", "papers": papers}
        began = time.perf_counter()
        at[0] = reviewer.post(path, **form)
        reviewer.get(at[0], "data-name")
        only.waits.append((time.perf_counter() - began) * 1000)

    reviewer.does("list", times, lambda: reviewer.get(WORK, "data-name") and None)
    reviewer.does("list, 未核查", times, lambda: reviewer.get(f"{WORK}?show=todo", "id") and None)
    reviewer.does("next record", times, step)
    at[0] = f"{WORK}?show=todo"
    only = Told()
    reviewer.does("conclude, next", times, conclude)
    whole = reviewer.told["conclude, next"]
    whole.waits = only.waits[1:]
    reviewer.does("counts", times, lambda: reviewer.get(f"{WORK}chips/", "未核查") and None)
    reviewer.does("progress", times, lambda: reviewer.get(f"{WORK}progress/", "学院") and None)
    reviewer.does("clean list", times, lambda: reviewer.get(f"{WORK}clean/", "digest") and None)

    def many() -> None:
        page = reviewer.get(f"{WORK}clean/", "digest")
        listed = re.findall(r'name="listed" value="([^"]+)"', page)
        college = re.findall(r'name="college" value="(\d+)"', page)[0]
        digest = re.findall(r'name="digest" value="(\w+)"', page)[0]
        began = time.perf_counter()
        reviewer.post(
            f"{WORK}clean/conclude/", listed=listed, digest=digest, side="college",
            college=college, selected=[each.partition(":")[0] for each in listed],
        )  # fmt: skip
        one.waits.append((time.perf_counter() - began) * 1000)

    one = Told()
    reviewer.does("clean list with 200 concluded", LISTS, many)
    reviewer.told["200 concluded"] = Told(one.waits[1:])
    del reviewer.told["clean list with 200 concluded"]


def whole_progress(centre: Reviewer) -> None:
    centre.get(f"{WORK}progress/", "合计")


def rows_of(told: dict[str, Told]) -> list[tuple[str, ...]]:
    return [
        (
            kind, str(len(each.waits)), f"{statistics.median(each.waits):.0f}",
            f"{statistics.quantiles(each.waits, n=20)[-1]:.0f}",
            f"{each.cpu / len(each.waits) * 1000:.0f}" if each.cpu else "",
            f"≤ {AIMS[kind]}" if kind in AIMS else "",
        )
        for kind, each in told.items()
    ]  # fmt: skip


def report(database: str) -> str:
    """Measure and return Markdown."""
    with served(start(durable=True) if database else "") as school:
        made = json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.worksheets", "--prepare"], check=True,
                env=school.server.environ(), stdout=subprocess.PIPE,
            ).stdout
        )  # fmt: skip
        reviewer = Reviewer(school, made.pop("cookie"))
        before = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
        work(reviewer, TIMES)
        centre = Reviewer(school, school.sessions["school"][0], reviewer.told)
        centre.does("progress of 30 colleges", TIMES, lambda: whole_progress(centre))
    load = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
    size = ", ".join(f"{name} {count:,}" for name, count in made.items())
    head = ("request", "times", "median ms", "p95 ms", "CPU ms", "aim p95")
    return "\n\n".join(
        [
            f"{machine()}; load average before {before}, after {load}.",
            f"{'PostgreSQL' if database else 'SQLite'}; one college of 30,000: {size}.",
            table(head, rows_of(reviewer.told)),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("", "postgresql"), default="")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        from quxiang.web.commands import django

        django.start()
        json.dump(prepare(), sys.stdout)
    else:
        print(report(options.database))


if __name__ == "__main__":
    main()
