"""Retention: what is over is deleted and counted in the trail, what is held stays."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from quxiang.web.accounts.models import LoginSession, OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.audit.models import Entry, SubjectOf
from quxiang.web.common import clock
from quxiang.web.imports import files
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.states import ImportState
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.models import Job, PeriodicRun
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from quxiang.web.privacy.kinds import KINDS
from quxiang.web.privacy.models import LegalHold, Period
from quxiang.web.privacy.services.retention import ask_daily
from quxiang.web.roster.models import GraduateVersion, RegistryRow
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def post(user: User, path: str, **form: object) -> int:
    return login(Client(), user).post(f"/retention/{path}", form).status_code


def nightly() -> None:
    ask_daily(clock.now())
    jobs.work_off()
    assert not Job.objects.filter(state=Job.State.FAILED).exists()


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def upload(cast: Cast, state: str, days: int) -> Import:
    made = Import.objects.create(
        school=cast.school, cohort=cast.cohort, target="roster", state=state, filename="a.xlsx",
        path=files.keep(b"x") if state == ImportState.PREVIEW else "", by=cast.qian, at=ago(days),
        applied_at=ago(days) if state == ImportState.APPLIED else None,
    )  # fmt: skip
    StagedRow.objects.create(upload=made, number=1, kind="new", values={"name": "王晓禾"})
    return made


def messages(cast: Cast, days: int) -> None:
    for user in (cast.wang, cast.zhao):
        send(user, "test")
    Message.objects.update(created_at=ago(days))


def deleted() -> dict[str, int]:
    entries = Entry.objects.filter(action="retention.delete")
    return {each.after["what"]: each.after["count"] for each in entries}


def test_an_upload_nobody_confirmed_goes_with_its_file_and_rows(cast: Cast) -> None:
    old, young = upload(cast, ImportState.PREVIEW, 31), upload(cast, ImportState.PREVIEW, 29)
    nightly()
    assert not (Path(settings.HOME) / old.path).exists()
    assert (Path(settings.HOME) / young.path).exists()
    old.refresh_from_db()
    assert (old.state, old.path, old.rows.count()) == (ImportState.DROPPED, "", 0)
    assert deleted() == {KINDS["uploads"].title: 1}
    files.forget(young.path)


def test_a_file_no_import_knows_is_swept_when_it_is_a_day_old(cast: Cast) -> None:
    known = upload(cast, ImportState.PREVIEW, 2).path
    old, young = files.keep(b"old"), files.keep(b"young")
    home, two_days = Path(settings.HOME), clock.real_now().timestamp() - 2 * 86_400
    for name in (known, old):
        os.utime(home / name, (two_days, two_days))
    PeriodicRun.objects.all().delete()
    jobs.run_due(clock.now())
    assert [(home / name).exists() for name in (known, old, young)] == [True, False, True]
    assert Entry.objects.get(action="import.sweep").after == {"count": 1}
    for name in (known, young):
        files.forget(name)


def test_rows_of_an_applied_import_go_and_the_import_stays(cast: Cast) -> None:
    old, young = upload(cast, ImportState.APPLIED, 31), upload(cast, ImportState.APPLIED, 1)
    nightly()
    assert (old.rows.count(), young.rows.count(), Import.objects.count()) == (0, 1, 2)


def test_codes_and_sessions_go_after_their_time(cast: Cast) -> None:
    codes.issue(cast.wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    OneTimeCode.objects.update(expires_at=ago(31))
    for days in (100, 200):
        LoginSession.objects.create(
            user=cast.wang, session_key=str(days), started_at=ago(days), seen_at=ago(days)
        )
    nightly()
    assert not OneTimeCode.objects.exists()
    assert LoginSession.objects.get().session_key == "100"


@pytest.mark.parametrize("kind", ["messages", "registry", "versions"])
def test_what_the_school_must_decide_is_kept_until_it_does(cast: Cast, kind: str) -> None:
    messages(cast, 5000)
    nightly()
    assert Message.objects.count() == 2
    assert KINDS[kind].days is None
    assert "由学校决定" in KINDS[kind].basis


def test_a_period_the_school_sets_deletes_and_is_told_with_its_basis(cast: Cast) -> None:
    messages(cast, 100)
    assert post(cast.qian, "messages/", days=90, basis="校档案办法第九条") == 302
    nightly()
    assert not Message.objects.exists()
    assert deleted() == {KINDS["messages"].title: 2}
    assert "校档案办法第九条" in login(Client(), cast.qian).get("/retention/").content.decode()
    assert Entry.objects.get(action="retention.period").after["days"] == 90


def test_old_versions_go_after_archiving_and_the_current_one_stays(cast: Cast) -> None:
    post(cast.qian, "versions/", days=365, basis="校务会决定")
    changed = {"status": "毕业", "effective_on": "2024-06-20", "note": "学位会议"}
    changed["seen"] = str(cast.wang_graduate.current_id)
    path = f"/graduates/{cast.wang_graduate.pk}/status/"
    assert login(Client(), cast.qian).post(path, changed).status_code == 302
    before = GraduateVersion.objects.count()
    nightly()
    assert GraduateVersion.objects.count() == before == 3
    cast.cohort.archived_at = ago(366)
    cast.cohort.save()
    nightly()
    assert GraduateVersion.objects.filter(graduate=cast.wang_graduate).get().number == 2


def test_replaced_rows_of_the_registry_go_and_present_ones_stay(cast: Cast) -> None:
    post(cast.qian, "registry/", days=10, basis="与教务处商定")
    for key, replaced in (("a", ago(11)), ("b", None)):
        RegistryRow.objects.create(
            school=cast.school, cohort=cast.cohort, key=key, recorded_at=ago(20),
            replaced_at=replaced,
        )  # fmt: skip
    nightly()
    assert RegistryRow.objects.get().key == "b"


def test_a_hold_on_a_person_keeps_theirs_until_it_is_lifted(cast: Cast) -> None:
    messages(cast, 100)
    upload(cast, ImportState.APPLIED, 100)
    post(cast.qian, "messages/", days=90, basis="决定")
    assert post(cast.qian, "hold/", student_no="２０２４０００１", reason="举报复核") == 302
    nightly()
    assert Message.objects.get().user == cast.wang
    assert StagedRow.objects.exists()
    hold = LegalHold.objects.get()
    assert post(cast.qian, f"hold/{hold.pk}/lift/", reason="结案") == 302
    nightly()
    assert not Message.objects.exists()
    assert not StagedRow.objects.exists()


def test_a_hold_on_a_cohort_keeps_everybody_of_it(cast: Cast) -> None:
    messages(cast, 100)
    post(cast.qian, "messages/", days=90, basis="决定")
    post(cast.qian, "hold/", year="２０２４", reason="专项核查")
    nightly()
    assert Message.objects.get().user == cast.wang


def test_a_hold_is_placed_once_and_audited_about_its_person(cast: Cast) -> None:
    form = {"student_no": "20240001", "reason": "举报复核"}
    assert [post(cast.qian, "hold/", **form), post(cast.qian, "hold/", **form)] == [302, 422]
    entry = Entry.objects.get(action="hold.place")
    assert SubjectOf.objects.filter(entry_id=entry.pk, graduate_id=cast.wang_graduate.pk).exists()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("hold/", {"reason": "案号"}),
        ("hold/", {"reason": "案号", "year": 2024, "student_no": "20240001"}),
        ("hold/", {"reason": "案号", "student_no": "没有"}),
        ("hold/", {"reason": "案号", "year": 1999}),
        ("sessions/", {"days": 30, "basis": "想短一些"}),
        ("messages/", {"days": 30, "basis": ""}),
        ("messages/", {"days": "三十", "basis": "决定"}),
    ],
)
def test_what_cannot_be_set_is_told_and_changes_nothing(
    cast: Cast, path: str, form: dict[str, object]
) -> None:
    assert post(cast.qian, path, **form) == 422
    assert not LegalHold.objects.exists()
    assert not Period.objects.exists()


def test_a_hold_is_lifted_with_a_reason_and_once(cast: Cast) -> None:
    post(cast.qian, "hold/", year="２０２４", reason="专项核查")
    path = f"hold/{LegalHold.objects.get().pk}/lift/"
    found = [post(cast.qian, path, reason=each) for each in ("", "结束", "结束")]
    assert found == [422, 302, 409]


def test_the_page_counts_what_goes_next_and_what_is_held(cast: Cast) -> None:
    upload(cast, ImportState.PREVIEW, 31)
    upload(cast, ImportState.PREVIEW, 10)
    page = login(Client(), cast.qian).get("/retention/").content.decode()
    assert "1 条；此后 30 天内 1 条" in page
    post(cast.qian, "hold/", student_no="２０２４０００１", reason="举报复核")
    held = login(Client(), cast.qian).get("/retention/").content.decode()
    assert "0 条；此后 30 天内 0 条；依法留存暂停 1 条" in held
    assert Entry.objects.filter(action="view", after__page="privacy:retention").count() == 1


def test_the_tick_asks_for_deletion_once_a_day(cast: Cast) -> None:
    for _ in range(2):
        jobs.run_due(clock.now())
    assert PeriodicRun.objects.filter(name="privacy.retention").exists()
    assert Job.objects.filter(kind="privacy.retention").count() == 1


def test_deletion_again_finds_nothing_and_says_nothing(cast: Cast) -> None:
    upload(cast, ImportState.PREVIEW, 31)
    nightly()
    nightly()
    assert Entry.objects.filter(action="retention.delete").count() == 1
