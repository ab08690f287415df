"""An archived cohort: its roster, imports and settings stay as they are, codes open no login."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.imports.models import Import
from quxiang.web.imports.states import ImportState
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.cohorts import open_cohort
from web.cast import Cast, appointed, graduate
from web.conftest import login
from web.test_cohorts import page_of, shown_form
from web.test_imports import NEW, uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PASSWORD = "麦田-守望-7788"


def archived(cast: Cast, reason: str = "季后归档", act: str = "archive") -> int:
    path = f"/cohorts/{cast.cohort.pk}/{act}/"
    return login(Client(), cast.qian).post(path, {"archive-reason": reason}).status_code


def test_archiving_is_confirmed_with_a_reason_and_taken_back_with_one(cast: Cast) -> None:
    assert archived(cast, reason="") == 422
    assert archived(cast) == 302
    cast.cohort.refresh_from_db()
    assert cast.cohort.archived_at is not None
    assert "这一届已于" in page_of(cast.qian, cast.cohort)
    assert archived(cast) == 409
    assert archived(cast, act="unarchive") == 302
    assert archived(cast, act="unarchive") == 409
    acts = Entry.objects.filter(action__in=("cohort.archive", "cohort.unarchive")).order_by("seq")
    assert [(each.action, each.reason) for each in acts] == [
        ("cohort.archive", "季后归档"), ("cohort.unarchive", "季后归档")
    ]  # fmt: skip


def with_phone(user: User) -> User:
    for name, value in sealed.columns("phone", "13800000001").items():
        setattr(user, name, value)
    user.save()
    return user


def test_graduates_of_an_archived_cohort_no_longer_log_in_by_code(cast: Cast) -> None:
    user = with_phone(cast.wang)
    code = codes.issue(user, OneTimeCode.Purpose.LOGIN, by=None)
    given = {"number": user.number, "code": code}
    archived(cast)
    answer = Client().post(reverse("accounts:sms_login"), given)
    assert (answer.status_code, "届别已经归档" in answer.content.decode()) == (422, True)
    Client().post(reverse("accounts:ask_code"), {"number": user.number})
    assert OneTimeCode.objects.filter(user=user).count() == 1
    archived(cast, act="unarchive")
    assert Client().post(reverse("accounts:sms_login"), given).status_code == 302


def logged_in(user: User) -> tuple[Client, int]:
    """Log somebody in by password, as a browser does; return it with the answer's status."""
    client = Client()
    user.set_password(PASSWORD)
    user.save()
    given = {"number": user.number, "password": PASSWORD}
    return client, client.post(reverse("accounts:login"), given).status_code


def test_a_graduate_whose_every_cohort_is_archived_is_logged_out_and_stays_out(cast: Cast) -> None:
    browser, status = logged_in(cast.wang)
    assert (status, browser.get("/me/").status_code) == (302, 200)
    archived(cast)
    assert browser.get("/me/").headers["Location"].startswith("/login/")
    assert not cast.wang.login_sessions.filter(ended_at=None).exists()
    assert logged_in(cast.wang)[1] == 422
    answer = Client().post("/login/", {"number": cast.wang.number, "password": PASSWORD})
    assert "届别已经归档" in answer.content.decode()
    assert "届别已经归档" not in Client().post(
        "/login/", {"number": cast.wang.number, "password": "x"}
    ).content.decode()  # fmt: skip
    archived(cast, act="unarchive")
    assert logged_in(cast.wang)[1] == 302


def test_a_graduate_of_an_archived_cohort_does_not_activate_an_account(cast: Cast) -> None:
    cast.wang.identity_tail_blind = sealed.blind("12345X", "identity_tail")
    cast.wang.save()
    code = codes.issue(cast.wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    given = {"number": cast.wang.number, "code": code, "identity_tail": "12345X"}
    archived(cast)
    answer = Client().post("/activate/", {**given, "new_password": PASSWORD})
    assert (answer.status_code, "届别已经归档" in answer.content.decode()) == (422, True)
    assert User.objects.get(pk=cast.wang.pk).activated_at is None


@pytest.mark.parametrize("kept_by", ["cohort", "post"])
def test_who_has_another_cohort_or_a_post_stays_logged_in(cast: Cast, kept_by: str) -> None:
    if kept_by == "cohort":
        later = open_cohort(school=cast.school, year=2027, scheme="2024", by=None)
        again = graduate(later, cast.agronomy, "20270001", "王晓禾")
        again.person = cast.wang_graduate.person
        again.save()
    else:
        User.objects.filter(pk=cast.wang.pk).update(kind=User.Kind.STAFF)
        cast.wang.refresh_from_db()
        appointed(cast.wang, PostKind.COLLEGE_REVIEWER, cast.letters, "副院长")
    browser, _ = logged_in(cast.wang)
    archived(cast)
    assert browser.get("/me/").status_code == 200
    assert logged_in(cast.wang)[1] == 302


def test_the_roster_of_an_archived_cohort_is_left_as_it_is(cast: Cast) -> None:
    archived(cast)
    one, centre = cast.wang_graduate, login(Client(), cast.qian)
    dated = {"effective_on": "2024-06-20", "note": "教务处名单", "seen": one.current_id}
    posts = {
        f"/graduates/{one.pk}/status/": {"status": "延期", **dated},
        f"/graduates/{one.pk}/transfer/": {"college": cast.letters.pk, **dated},
        f"/graduates/{one.pk}/remove/": {"note": "重复", "seen": one.current_id},
        "/graduates/bulk/status/": {"selected": one.pk, "status": "延期", **dated},
        "/graduates/bulk/transfer/": {"selected": one.pk, "college": cast.letters.pk, **dated},
    }
    for path, form in posts.items():
        answer = centre.post(path, form)
        assert (answer.status_code, "2024 届已归档" in answer.content.decode()) == (422, True), path
    assert Graduate.objects.get(pk=one.pk).current_id == one.current_id
    assert "已归档，名册不再更改" in centre.get(f"/graduates/{one.pk}/").content.decode()


def test_settings_of_an_archived_cohort_are_left_as_they_are(cast: Cast) -> None:
    given = {**shown_form(page_of(cast.qian, cast.cohort)), "reason": "x", "swing_base": "40"}
    archived(cast)
    assert "保存为新的一版" not in page_of(cast.qian, cast.cohort)
    answer = login(Client(), cast.qian).post(f"/cohorts/{cast.cohort.pk}/settings/", given)
    assert (answer.status_code, cast.cohort.settings_versions.count()) == (422, 1)


def test_no_import_goes_into_an_archived_cohort(cast: Cast) -> None:
    preview, applied = (
        Import.objects.create(
            school=cast.school, cohort=cast.cohort, target="roster", state=state, by=cast.qian,
            filename="a.xlsx", at=clock.now(), applied_at=clock.now(),
        )
        for state in (ImportState.PREVIEW, ImportState.APPLIED)
    )  # fmt: skip
    archived(cast)
    centre = login(Client(), cast.qian)
    file = SimpleUploadedFile("b.csv", "学号,姓名\n1,王".encode())
    answers = (
        centre.post(f"/imports/{preview.pk}/apply/"), centre.post(f"/imports/{applied.pk}/undo/"),
        centre.post("/imports/", {"target": "roster", "file": file, "cohort": "2024"}),
    )  # fmt: skip
    for answer in answers:
        assert (answer.status_code, "2024 届已归档" in answer.content.decode()) == (422, True)
    preview.refresh_from_db()
    assert (preview.state, Import.objects.count()) == (ImportState.PREVIEW, 2)


def test_an_import_under_way_stops_when_its_cohort_is_archived(cast: Cast) -> None:
    centre = login(Client(), cast.qian)
    upload = uploaded(centre, workbook(NEW))
    assert centre.post(f"/imports/{upload.pk}/apply/").status_code == 302
    archived(cast)
    work_off()
    upload.refresh_from_db()
    assert (upload.state, Graduate.objects.filter(student_no=NEW[1]).count()) == ("preview", 0)
    job = Job.objects.filter(kind="imports.apply").latest("pk")
    assert job.state == Job.State.FAILED
