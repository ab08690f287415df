"""Imports, jobs and what they write, two real transactions against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.imports.models import Import, SavedMapping, StagedRow
from quxiang.web.imports.services import applying, correcting, sweeping, uploading
from quxiang.web.imports.targets import Target, get_target
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.progress import Progress
from quxiang.web.privacy import kinds
from quxiang.web.reference.models import MinimumWage
from quxiang.web.roster.models import Graduate, GraduateVersion, RegistryRow
from quxiang.web.roster.services.facts import add_graduate, change_facts
from web.at_once import Outcome, at_once, one_stale
from web.cast import Cast
from web.conftest import login
from web.test_imports import applied, uploaded, workbook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
WAGES = ("地区代码", "执行日期", "月最低工资")
REGISTRY = ("学号", "姓名", "学历")
ROSTER = ("姓名", "学号", "专业", "学院")


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


@pytest.fixture
def preview(centre: Client) -> Import:
    rows = [("410000", f"20{year}-01-01", "2100") for year in range(10, 16)]
    return uploaded(centre, workbook(*rows, head=WAGES), "minimum_wages")


def again(upload: Import) -> Import:
    return Import.objects.get(pk=upload.pk)


def queued(upload: Import) -> list[int]:
    jobs_of = Job.objects.filter(args__import_id=upload.pk, state=Job.State.QUEUED)
    return list(jobs_of.values_list("pk", flat=True))


def act(name: str, upload: Import, cast: Cast) -> Outcome:
    if name == "remap":
        mapping = {"地区代码": "place"}
        uploading.remap(upload=upload, mapping=mapping, sheet="", by=cast.qian)
    elif name == "retention":
        kinds._drop([upload.pk])
    else:
        getattr(applying, name)(upload=upload, by=cast.qian)
    return name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("apply_import", "apply_import"), ("apply_import", "drop"), ("apply_import", "remap"),
        ("remap", "remap"), ("drop", "drop"), ("apply_import", "retention"),
    ],
)  # fmt: skip
def test_of_two_acts_on_a_preview_one_is_done(
    cast: Cast, preview: Import, one: str, other: str
) -> None:
    rows = [(one, again(preview)), (other, again(preview))]
    said = at_once([lambda name=name, row=row: act(name, row, cast) for name, row in rows])
    winner = rows[one_stale(said)][0]
    ends = {"apply_import": "applying", "remap": "reading"}
    assert again(preview).state == ends.get(winner, "dropped")
    assert len(queued(preview)) == (0 if winner in ("drop", "retention") else 1)
    assert SavedMapping.objects.count() == (winner == "remap")
    assert StagedRow.objects.exists() == (winner not in ("drop", "retention"))


def test_of_two_undoings_one_is_begun(centre: Client, cast: Cast) -> None:
    upload = applied(
        centre, workbook(("410000", "2024-01-01", "2100"), head=WAGES), "minimum_wages"
    )
    rows = [again(upload), again(upload)]
    one_stale(at_once([lambda row=row: act("undo_import", row, cast) for row in rows]))
    assert len(queued(upload)) == 1


def test_an_import_that_is_stuck_is_freed_once(cast: Cast, preview: Import) -> None:
    applying.apply_import(upload=preview, by=cast.qian)
    rows = [again(preview), again(preview)]
    one_stale(at_once([lambda row=row: sweeping.free(row) for row in rows]))
    assert again(preview).state == "preview"
    assert Entry.objects.filter(action="import.halt").count() == 1


@pytest.mark.parametrize("task", ["apply", "undo"])
def test_a_task_delivered_twice_at_once_does_no_row_twice(
    cast: Cast, preview: Import, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "get_target", small_batches)
    applying.apply_import(upload=preview, by=cast.qian)
    if task == "undo":
        jobs.work_off()
        applying.undo_import(upload=again(preview), by=cast.qian)
    (job,) = [Job.objects.get(pk=key) for key in queued(preview)]
    said = at_once([lambda: getattr(applying, task)(Progress(job), import_id=preview.pk)] * 2)
    assert any(isinstance(each, dict) and each for each in said), said
    assert all(isinstance(each, dict | StaleStateError) for each in said), said
    done = again(preview)
    assert (done.state, done.counts) == ("applied" if task == "apply" else "undone", {"new": 6})
    assert MinimumWage.objects.count() == (6 if task == "apply" else 0)


def small_batches(name: str) -> Target:
    return replace(get_target(name), batch=2)


@pytest.mark.parametrize("readable", [True, False])
def test_a_file_read_twice_at_once_is_shown_once(
    cast: Cast, preview: Import, readable: bool
) -> None:
    if not readable:
        path = uploading.files.keep(b"no workbook")
        Import.objects.filter(pk=preview.pk).update(path=path)
    uploading.remap(upload=again(preview), mapping={}, sheet="", by=cast.qian)
    (job,) = [Job.objects.get(pk=key) for key in queued(preview)]
    said = at_once([lambda: uploading.read(Progress(job), import_id=preview.pk)] * 2)
    assert [each for each in said if isinstance(each, dict) and each], said
    assert all(isinstance(each, dict | StaleStateError) for each in said), said
    assert again(preview).state == ("preview" if readable else "unusable")
    if readable:
        assert again(preview).counts == {"new": 6}
        assert StagedRow.objects.filter(upload=preview).count() == 6


def test_of_two_corrections_of_one_cell_one_is_kept(centre: Client, cast: Cast) -> None:
    row = ("410000", "2024-01-01", "两千")
    upload = uploaded(centre, workbook(row, head=WAGES), "minimum_wages")
    values = {text: again(upload) for text in ("2100", "2200")}
    number = upload.rows.get().number
    said = at_once(
        [
            lambda text=text, row=row: correcting.correct(
                upload=row, cells={(number, "monthly"): text}, by=cast.qian
            )
            for text, row in values.items()
        ]
    )
    first = list(values)[one_stale(said)]
    assert len(queued(upload)) == 1
    jobs.work_off()
    applying.apply_import(upload=again(upload), by=cast.qian)
    jobs.work_off()
    assert str(MinimumWage.objects.get().monthly) == first


def run_both(*uploads: Import) -> None:
    keys = [key for each in uploads for key in queued(each)]
    assert len(keys) == len(uploads)
    at_once([lambda key=key: jobs.run_job(key) for key in keys])
    states = set(Job.objects.filter(pk__in=keys).values_list("state", flat=True))
    assert states == {Job.State.DONE}


def test_two_files_with_the_same_new_row_write_it_once(centre: Client, cast: Cast) -> None:
    row = ("410000", "2024-01-01", "2100")
    both = [uploaded(centre, workbook(row, head=WAGES), "minimum_wages") for _ in range(2)]
    for each in both:
        applying.apply_import(upload=each, by=cast.qian)
    run_both(*both)
    assert sorted(str(again(each).counts) for each in both) == ["{'new': 1}", "{'stale': 1}"]
    assert MinimumWage.objects.count() == 1


def test_two_files_that_change_one_row_change_it_once(centre: Client, cast: Cast) -> None:
    applied(centre, workbook(("410000", "2024-01-01", "2100"), head=WAGES), "minimum_wages")
    both = [
        uploaded(centre, workbook(("410000", "2024-01-01", pay), head=WAGES), "minimum_wages")
        for pay in ("2200", "2300")
    ]
    for each in both:
        applying.apply_import(upload=each, by=cast.qian)
    run_both(*both)
    counts = [again(each).counts for each in both]
    assert sorted(map(str, counts)) == ["{'changed': 1}", "{'stale': 1}"]
    assert MinimumWage.objects.get().monthly == (2200 if "changed" in counts[0] else 2300)


def test_two_registry_copies_at_once_leave_one_row_in_force(centre: Client, cast: Cast) -> None:
    both = [
        uploaded(centre, workbook(("20240001", name, ""), head=REGISTRY), "registry")
        for name in ("王小禾", "王晓何")
    ]
    for each in both:
        applying.apply_import(upload=each, by=cast.qian)
    run_both(*both)
    counts = [again(each).counts for each in both]
    assert sorted(map(str, counts)) == ["{'new': 1}", "{'stale': 1}"]
    assert RegistryRow.objects.get().name == ("王小禾" if "new" in counts[0] else "王晓何")


def test_a_number_of_a_file_that_is_taken_at_the_same_time_is_on_the_roster_once(
    centre: Client, cast: Cast
) -> None:
    row = ("李新禾", "20240101", "农学", "农学院")
    head = (*ROSTER, "学历")
    upload = uploaded(centre, workbook((*row, "本科生毕业"), head=head))
    applying.apply_import(upload=upload, by=cast.qian)
    (key,) = queued(upload)
    facts = {
        "name": "李新禾", "student_no": "20240101", "college_id": cast.agronomy.pk,
        "status": "预计毕业",
    }  # fmt: skip
    at_once(
        [
            lambda: jobs.run_job(key),
            lambda: add_graduate(
                cohort=cast.cohort, person=cast.wang_graduate.person, facts=facts, by=cast.qian
            ),
        ]
    )
    made = Graduate.objects.get(student_no="20240101")
    assert made.versions.count() == 1
    job = Job.objects.get(pk=key)
    assert job.state == Job.State.DONE or "有人用了这份表里的号码" in job.message
    assert again(upload).state == ("applied" if job.state == Job.State.DONE else "preview")


def test_of_an_import_and_a_correction_of_one_graduate_nothing_is_lost(
    centre: Client, cast: Cast
) -> None:
    upload = uploaded(centre, workbook(("王晓禾", "20240001", "园艺", ""), head=ROSTER))
    applying.apply_import(upload=upload, by=cast.qian)
    (key,) = queued(upload)
    mine = Graduate.objects.get(pk=cast.wang_graduate.pk)
    reason = GraduateVersion.Reason.CORRECTION
    _, said = at_once(
        [
            lambda: jobs.run_job(key),
            lambda: change_facts(
                graduate=mine, changes={"major_name": "林学"}, reason=reason, by=cast.qian
            ),
        ]
    )
    kept = Graduate.objects.get(pk=mine.pk)
    refused = isinstance(said, StaleStateError)
    assert (kept.major_name, kept.current.number) == ("园艺" if refused else "林学", 2)
    assert again(upload).counts == ({"changed": 1} if refused else {"stale": 1})
