"""How fast a number an inspector names opens that graduate's whole file, as a page and as a PDF.

``python -m bench.wholefile [--graduates 30000] [--rounds 40]`` makes a school in a folder that is
thrown away in which everybody has two versions, four moves, three files, confirmations, three
conclusions, eight messages and twelve entries of the trail; a case has every second one. Signed
runs are left out. A round asks for a number as the page does, by HTTP within the process.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

FILES, MESSAGES, ENTRIES = 3, 8, 12


def history(large: Any) -> list[tuple[int, str]]:
    """Give everybody of the cohort a history; return keys and numbers."""
    from bench.inserting import kept  # noqa: PLC0415
    from bench.large_lists import keep_cases  # noqa: PLC0415
    from quxiang.web.common import clock  # noqa: PLC0415
    from quxiang.web.destinations.models import Move, Registration, Version  # noqa: PLC0415
    from quxiang.web.roster.models import Graduate  # noqa: PLC0415

    now = clock.now()
    people = list(Graduate.objects.filter(cohort=large.cohort).select_related("person"))
    own = {"school_id": large.school.pk}
    registered = kept(
        Registration(
            **own, cohort=large.cohort, college_id=g.college_id, graduate=g, state="entered",
            changed_at=now,
        )
        for g in people
    )  # fmt: skip
    versions = kept(
        Version(
            **own, registration=r, number=number, recorded_at=now + timedelta(hours=number),
            effective_on=now.date(), reason="new" if number == 1 else "correction",
            source="graduate", digest=f"{r.pk:064x}", code="11", employer_name=f"第{number}公司",
            agreed_on=now.date(), note="换了单位" if number == 2 else "",
        )
        for r in registered
        for number in (1, 2)
    )  # fmt: skip
    newest = {each.registration_id: each.pk for each in versions}
    for each in registered:
        each.current_id = each.in_force_id = newest[each.pk]
    Registration.objects.bulk_update(registered, ["current", "in_force"], batch_size=400)
    kept(
        Move(
            **own, registration_id=v.registration_id, version=v, verb=verb, source="in_review",
            target="entered", at=now,
        )
        for v in versions
        for verb in ("complete", "enter")
    )  # fmt: skip
    _papers(large, people, versions)
    _words(large, people)
    keep_cases(large, len(people) // 2)
    return [(each.pk, each.student_no) for each in people]


def _papers(large: Any, people: Sequence[Any], versions: Sequence[Any]) -> None:
    from bench.inserting import kept  # noqa: PLC0415
    from quxiang.web.common import clock  # noqa: PLC0415
    from quxiang.web.destinations.models import Confirmation  # noqa: PLC0415
    from quxiang.web.evidence.models import Evidence  # noqa: PLC0415
    from quxiang.web.orgs.kinds import PostKind  # noqa: PLC0415
    from quxiang.web.worksheets.models import Conclusion, Side  # noqa: PLC0415

    own, now = {"school_id": large.school.pk}, clock.now()
    about = {**own, "cohort": large.cohort}
    by = large.staff[PostKind.CENTRE_OFFICER][0]
    kept(
        Evidence(
            **about, college_id=g.college_id, graduate=g, version=at // 2 + 1, kind="contract",
            size=9, pages=2, sha256=f"{g.pk * FILES + at:064x}", media_type="image/jpeg", by=by,
            at=now, keep_from=now.date(),
        )
        for g in people
        for at in range(FILES)
    )  # fmt: skip
    colleges = {g.registration.pk: g.college_id for g in people}
    kept(
        Confirmation(
            **own, college_id=colleges[v.registration_id], version=v, place=place,
            state="confirmed", at=now,
        )
        for v in versions
        for place in ("school", "national")
    )  # fmt: skip
    kept(
        Conclusion(
            **about, college_id=g.college_id, graduate=g, side=side, data="ok", papers="ok",
            version=2, files=FILES, newest_file=0, papers_digest="0" * 64, by=by, at=now,
        )
        for g in people
        for side in Side.values
    )  # fmt: skip


def _words(large: Any, people: Sequence[Any]) -> None:
    from bench.inserting import kept  # noqa: PLC0415
    from quxiang.web.audit.models import Entry, Head, SubjectOf  # noqa: PLC0415
    from quxiang.web.common import clock  # noqa: PLC0415
    from quxiang.web.notifications.models import Message  # noqa: PLC0415

    now, school = clock.now(), large.school.pk
    kept(
        Message(
            school_id=school, user_id=g.person.user_id, channel="in_app", template="reminder",
            text=f"第 {at} 条：请核对去向。", created_at=now - timedelta(days=at), state="sent",
        )
        for g in people
        for at in range(MESSAGES)
    )  # fmt: skip
    head = Head.objects.get(school_id=school)
    for first in range(0, len(people), 2_000):
        entries = kept(
            Entry(
                school_id=school, seq=10_000_000 + (first + at) * ENTRIES + number, at=now,
                actor_name="职员1", action="registration.submit", object_kind="registration",
                object_id=str(g.pk), subject_ids=[g.pk], previous=head.hash, hash=head.hash,
            )
            for at, g in enumerate(people[first : first + 2_000])
            for number in range(ENTRIES)
        )  # fmt: skip
        kept(SubjectOf(entry_id=each.pk, graduate_id=each.subject_ids[0]) for each in entries)


def measured(large: Any, people: Sequence[tuple[int, str]], rounds: int) -> None:
    """Open the files of so many, and print what a page and a PDF took."""
    from django.test import Client  # noqa: PLC0415

    from quxiang.web.orgs.kinds import PostKind  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(
        large.staff[PostKind.CENTRE_OFFICER][0],
        backend="quxiang.web.accounts.backends.NumberBackend",
    )
    session = client.session
    session["second_factor"] = True
    session.save()
    chosen = random.Random(7).sample(list(people), rounds + 1)
    pages: list[tuple[float, float]] = []
    papers: list[tuple[float, float]] = []
    for at, (key, number) in enumerate(chosen):
        start, cpu = time.perf_counter(), time.process_time()
        answer = client.post("/inspection/find/", {"number": number})
        shown = client.get(answer.headers["Location"])
        assert shown.status_code == 200
        assert number in shown.content.decode()
        took = (time.perf_counter() - start, time.process_time() - cpu)
        start, cpu = time.perf_counter(), time.process_time()
        printed = client.post(f"/inspection/people/{key}/print/")
        assert printed.content.startswith(b"%PDF")
        if at:  # the first warms up
            pages.append(took)
            papers.append((time.perf_counter() - start, time.process_time() - cpu))
    print("| graduates | what | rounds | median | p95 | CPU, median | load |")
    print("|---|---|---|---|---|---|---|")
    for what, costs in (("page", pages), ("PDF", papers)):
        walls, cpus = sorted(each for each, _ in costs), [each for _, each in costs]
        print(
            f"| {len(people):,} | {what} | {rounds} | {statistics.median(walls):.2f} s "
            f"| {walls[int(len(walls) * 0.95)]:.2f} s | {statistics.median(cpus):.2f} s "
            f"| {os.getloadavg()[0]:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--graduates", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    from quxiang.web.commands import django, servers  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="quxiang-wholefile-") as folder:
        os.environ["QUXIANG_HOME"] = folder
        django.start()
        servers.prepare()
        from bench import large  # noqa: PLC0415
        from quxiang.web.common import clock  # noqa: PLC0415
        from quxiang.web.jobs.statistics import refresh  # noqa: PLC0415

        large.YEARS = (2024,)
        made = large.seed(given.graduates)
        people = history(made)
        refresh(clock.now())
        measured(made, people, given.rounds)


if __name__ == "__main__":
    main()
