"""The forms of many: one job, one file through the gate, for whoever asked."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.documents import store, tasks
from quxiang.web.documents.models import Bundle, Document
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import cancel, run_job, work_off
from quxiang.web.release.models import Export
from web.cast import Cast, graduate
from web.conftest import login
from web.papers import SITE, filed, text_of

pytestmark = pytest.mark.django_db
PATH = "/documents/"


def crowd(cast: Cast, count: int) -> None:
    """Let so many have filed; the jobs that asked for are done and forgotten."""
    for at in range(count):
        number = f"2024{at:04d}9"
        filed(cast, graduate(cast.cohort, cast.agronomy, number, f"禾{chr(0x4E00 + at)}"))
    work_off()
    Job.objects.all().delete()


def asked(cast: Cast, **more: object) -> dict[str, object]:
    return {"cohort": cast.cohort.pk, "college": "", "state": "", "purpose": "学院集中签字", **more}


def test_a_recorder_gets_the_forms_of_the_college_in_one_file(cast: Cast) -> None:
    crowd(cast, 3)
    client = login(Client(), cast.zhao)
    assert client.post(PATH, asked(cast)).status_code == 302
    assert work_off() == 1
    job, bundle = Job.objects.get(), Bundle.objects.get()
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert "下载" in client.get(PATH).content.decode()
    answer = client.get(reverse("documents:bundle", args=[bundle.pk]))
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        names = sorted(whole.namelist())
        texts = [text_of(whole.read(name)) for name in names if name.endswith("pdf")]
    assert names[-1] == "清单.xlsx"
    assert ["禾一" in texts[0], "禾丁" in texts[1], "禾丂" in texts[2]] == [True] * 3
    assert Export.objects.get().rows == 3
    export = Entry.objects.get(action="export")
    assert sorted(export.subject_ids) == sorted(bundle.subjects)
    assert export.reason == "学院集中签字"


def test_nobody_else_fetches_it(cast: Cast) -> None:
    crowd(cast, 1)
    login(Client(), cast.zhao).post(PATH, asked(cast))
    work_off()
    path = reverse("documents:bundle", args=[Bundle.objects.get().pk])
    for user in (cast.qian, cast.li, cast.sun, cast.zhou):
        assert login(Client(), user).get(path).status_code == 404


def test_only_whom_one_sees_is_printed(cast: Cast) -> None:
    crowd(cast, 1)
    assert login(Client(), cast.sun).post(PATH, asked(cast)).status_code == 422
    assert login(Client(), cast.li).post(PATH, asked(cast)).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.parametrize("wrong", [{"purpose": "看"}, {"state": "entered"}, {"cohort": "0"}])
def test_a_choice_that_cannot_be_printed_is_refused_with_a_sentence(
    cast: Cast, wrong: dict[str, str]
) -> None:
    crowd(cast, 1)
    assert login(Client(), cast.zhao).post(PATH, asked(cast, **wrong)).status_code == 422
    assert not Job.objects.exists()


def test_more_than_can_be_done_in_one_go_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, 2)
    monkeypatch.setattr(tasks, "MOST", 1)
    answer = login(Client(), cast.zhao).post(PATH, asked(cast))
    assert "一次最多 1 人" in answer.content.decode()


def test_a_job_delivered_again_makes_nothing_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, 3)
    monkeypatch.setattr(tasks, "BATCH", 2)
    job = tasks.ask_for_forms(
        cohort=cast.cohort.pk, college=0, state="", purpose="集中签字", site=SITE, by=cast.zhao
    )
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk)
    assert list(Document.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert Bundle.objects.count() == Export.objects.count() == 1


def test_a_job_that_is_cancelled_leaves_no_gap_and_no_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, 3)
    monkeypatch.setattr(tasks, "BATCH", 1)
    job = tasks.ask_for_forms(
        cohort=cast.cohort.pk, college=0, state="", purpose="集中签字", site=SITE, by=cast.zhao
    )
    Job.objects.filter(pk=job.pk).update(state="running")
    cancel(job)
    Job.objects.filter(pk=job.pk).update(state="queued", cancel_asked=False)
    made = tasks.make_form

    def then_cancel(*given: object, **more: object) -> Document:
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)
        return made(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "make_form", then_cancel)
    run_job(job.pk)
    assert Job.objects.get().state == "cancelled"
    assert [each.number for each in Document.objects.all()] == [1]
    assert not Bundle.objects.exists()


def test_a_file_nobody_fetched_for_a_week_is_removed(cast: Cast) -> None:
    crowd(cast, 1)
    client = login(Client(), cast.zhao)
    client.post(PATH, asked(cast))
    work_off()
    bundle = Bundle.objects.get()
    tasks.sweep(clock.now())
    assert store.content_of(bundle)
    tasks.sweep(clock.now() + tasks.KEPT + tasks.KEPT / 7)
    assert not (store.folder().root / bundle.path).exists()
    assert client.get(reverse("documents:bundle", args=[bundle.pk])).status_code == 404
    assert "已过期" in client.get(PATH).content.decode()
