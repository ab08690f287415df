"""What is submitted is judged in the background, many at once, and anew when evidence changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.standards import fold_name
from quxiang.web.common import clock
from quxiang.web.destinations.judging import judge
from quxiang.web.destinations.models import Judgement, Registration
from quxiang.web.destinations.services import filing
from quxiang.web.destinations.tasks import BATCH, keep_judgements, sweep, unjudged
from quxiang.web.employers.models import Employer
from quxiang.web.evidence.models import Evidence
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from web.cast import Cast, graduate
from web.conftest import login
from web.signing import CONTRACT, FREELANCE, SEEKING, STUDY, file, registration, signing_client

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def filed(cast: Cast, said: Sequence[dict[str, str]]) -> list[Registration]:
    """File for new graduates, one after the other."""
    for at, typed in enumerate(said):
        one = graduate(cast.cohort, cast.agronomy, f"77{at:06d}", f"何{at}")
        filing.submit(graduate=one, typed=typed, seen=0, by=cast.zhao)
    return list(Registration.objects.order_by("pk"))


def test_what_is_submitted_is_judged_by_one_job_of_the_school(cast: Cast) -> None:
    filed(cast, [CONTRACT, SEEKING, FREELANCE])
    assert Job.objects.filter(kind="destinations.judge").count() == 1
    assert not Judgement.objects.exists()
    work_off()
    assert Judgement.objects.count() == 3
    assert not unjudged().exists()
    job = Job.objects.get(kind="destinations.judge")
    assert (job.state, job.message) == ("done", "检查了 3 份。")


def test_each_of_many_is_judged_as_if_the_others_were_not_there(cast: Cast) -> None:
    other = {**CONTRACT, "employer_name": "云梦种子公司", "contact_phone": "13900000003"}
    rows = filed(cast, [CONTRACT, other, SEEKING, FREELANCE, STUDY])
    work_off()
    for row in rows:
        assert row.current is not None
        alone = judge(row.graduate, row.current, row.current)
        kept = Judgement.objects.get(version=row.current)
        told = [(each["rule"], each["message"]) for each in kept.findings]
        assert sorted(told) == sorted((each.rule, each.message) for each in alone)
        assert kept.flagged == bool(alone)
    assert {each.flagged for each in Judgement.objects.all()} == {True, False}


def test_a_change_of_evidence_makes_a_judgement_old(cast: Cast) -> None:
    file(cast)
    work_off()
    one = registration(cast)
    assert not unjudged().exists()
    added = Evidence.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, graduate=one.graduate,
        version=1, kind="contract", sha256="a" * 64, upload_blind="b", size=1, pages=1,
        media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip
    assert [each.pk for each in unjudged()] == [one.current_id]
    before = Judgement.objects.get().findings
    sweep(clock.now())
    work_off()
    assert Judgement.objects.get().findings != before
    assert not unjudged().exists()
    added.removed_at = clock.now()
    added.save()
    assert unjudged().exists()


def test_a_change_of_the_employer_makes_a_judgement_old(cast: Cast) -> None:
    (row, _) = filed(cast, [CONTRACT, SEEKING])
    work_off()
    assert row.current is not None
    rules = {each["rule"] for each in Judgement.objects.get(version=row.current).findings}
    assert "E301" in rules
    clock.move_to(clock.now() + timedelta(minutes=5))
    kept = {
        "school": cast.school,
        "recorded_at": clock.now(),
        "name": "别家",
        "folded_name": "别家",
    }
    Employer.objects.create(**kept, uscc="91410000MA40000000")
    assert not unjudged().exists()
    kept |= {"name": row.current.employer_name, "folded_name": fold_name(row.current.employer_name)}
    Employer.objects.create(**kept, uscc=row.current.employer_uscc)
    assert list(unjudged()) == [row.current]
    sweep(clock.now())
    work_off()
    rules = {each["rule"] for each in Judgement.objects.get(version=row.current).findings}
    assert "E301" not in rules


def test_a_new_version_is_judged_again_and_one_out_of_review_is_not(cast: Cast) -> None:
    found = file(cast)
    filing.withdraw(registration=found, seen=found.revision, by=cast.wang)
    work_off()
    assert not Judgement.objects.exists()
    file(cast, SEEKING)
    work_off()
    assert Judgement.objects.get().version.number == 2


def test_what_a_job_did_not_see_is_swept_and_asked_for_once(cast: Cast) -> None:
    file(cast)
    Job.objects.all().delete()
    sweep(clock.now())
    sweep(clock.now())
    assert Job.objects.filter(kind="destinations.judge", state="queued").count() == 1
    work_off()
    sweep(clock.now())
    assert not Job.objects.filter(kind="destinations.judge", state="queued").exists()


def test_a_batch_costs_a_handful_of_queries(cast: Cast) -> None:
    keys = [each.current_id for each in filed(cast, [CONTRACT] * 6)]
    keep_judgements(keys[:1])  # warm
    with CaptureQueriesContext(connection) as few:
        keep_judgements(keys[:2])
    with CaptureQueriesContext(connection) as more:
        keep_judgements(keys)
    assert len(more) == len(few) < 16
    assert BATCH > 100


def test_whoever_signs_reads_what_was_found(cast: Cast) -> None:
    file(cast)
    client = signing_client(cast.wu)
    assert "未检查" in client.get("/signing/").content.decode()
    work_off()
    listed = client.get("/signing/").content.decode()
    assert "未检查" not in listed
    assert "有疑点" in listed
    assert "检查新提交的去向" not in login(Client(), cast.wang).get("/jobs/").content.decode()
