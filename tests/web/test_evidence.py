"""Evidence: who files, who opens, what stays noted; a file used twice is told at once."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, health, rotation, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.evidence.health import broken_files
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services import listing
from quxiang.web.evidence.services.sweeping import sweep
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.configured import place
from quxiang.web.jobs import services as jobs
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.privacy.models import LegalHold
from quxiang.web.privacy.services.retention import ask_daily
from quxiang.web.roster.services import changes
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.filing import filed, upload
from web.uploads import opened, paper, photo, picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page(user: User, cast: Cast) -> str:
    answer = login(Client(), user).get(f"/graduates/{cast.wang_graduate.pk}/papers/")
    return answer.content.decode()


def given(user: User, file: Evidence, what: str = "") -> int:
    return login(Client(), user).get(f"/evidence/{file.pk}/{what}").status_code


def test_a_graduate_files_a_photo_and_sees_it_without_its_location(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate, photo())
    assert (made.kind, made.version, made.college) == ("contract", None, cast.agronomy)
    answer = login(Client(), cast.wang).get(f"/evidence/{made.pk}/")
    assert opened(answer.content).format == "JPEG"
    assert b"PhoneMaker" not in answer.content
    assert hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert "劳动合同" in page(cast.wang, cast)


def test_nothing_of_an_upload_lies_on_the_disk_in_the_clear(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate, paper(2))
    for path in Path(settings.HOME, "evidence").rglob("*"):
        if path.is_file():
            assert b"%PDF" not in path.read_bytes()
    assert vault.content_of(cast.school.pk, made.sha256) == paper(2)


def test_a_large_upload_never_becomes_a_file_of_the_system(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    large = paper() + b"%" * (3 << 20) + b"\n%%EOF"
    assert upload(cast.wang, cast.wang_graduate, large).status_code in (302, 422)


@pytest.mark.parametrize(
    ("content", "form", "told"),
    [
        (b"PK\x03\x04", {}, (422, "Word")),
        (b"", {}, (422, "没有内容")),
        (b"%PDF-1.4 broken", {}, (422, "打不开")),
        (b"\xff\xd8\xff" + b"x" * (1 << 20), {}, (413, "超过 1 MB")),
        (None, {"kind": "internship"}, (422, "请从列表里选一种")),
        (None, {"kind": ""}, (422, "请选材料种类")),
        (None, {"kind": "income"}, (422, "还没有遮盖")),
        (None, {"kind": "income", "nothing_to_cover": "on"}, (422, "是否达到当地最低工资标准")),
        (None, {"wage_floor_met": "yes"}, (422, "还没有选依据")),
        (None, {"areas": "[[9,0,0,1,1]]"}, (422, "没有的页上")),
    ],
)
def test_what_is_refused_is_said_beside_the_form_and_leaves_nothing(
    cast: Cast, settings: Settings, content: bytes | None, form: dict[str, str],
    told: tuple[int, str],
) -> None:  # fmt: skip
    settings.EVIDENCE_MEGABYTES = 1
    answer = upload(cast.wang, cast.wang_graduate, content, **form)  # type: ignore[arg-type]
    assert (answer.status_code, told[1] in answer.content.decode()) == (told[0], True)
    assert not Evidence.objects.exists()
    assert not Entry.objects.filter(action="evidence.add").exists()


def test_a_form_without_a_file_is_told_so(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    answer = client.post(f"/graduates/{cast.wang_graduate.pk}/papers/add/", {"kind": "contract"})
    assert (answer.status_code, "还没有选文件" in answer.content.decode()) == (422, True)


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = login(Client(enforce_csrf_checks=True), cast.wang)
    path = f"/graduates/{cast.wang_graduate.pk}/papers/"
    assert client.post(f"{path}add/", {"kind": "contract"}).status_code == 403
    assert client.post(f"{path}preview/").status_code == 403


def test_pay_is_kept_as_yes_or_no_with_its_basis_and_what_was_covered_is_gone(cast: Cast) -> None:
    made = filed(
        cast.wang, cast.wang_graduate, picture(kind="PNG"), kind="income",
        areas="[[1, 0, 0, 0.5, 1]]", wage_floor_met="yes", wage_basis="pay_slip",
    )  # fmt: skip
    assert (made.redacted, made.wage_floor_met, made.wage_basis) == (True, True, "pay_slip")
    kept = opened(vault.content_of(cast.school.pk, made.sha256))
    assert max(kept.getpixel((80, 120))) < 40  # type: ignore[type-var]
    assert "薪酬达标" in page(cast.zhao, cast)


def test_the_hash_of_a_file_and_its_time_are_chained_when_it_is_filed(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    entry = Entry.objects.get(action="evidence.add")
    assert entry.after["sha256"] == made.sha256
    assert (entry.object_id, entry.subject_ids) == (str(made.pk), [cast.wang_graduate.pk])
    assert timedelta() <= entry.at - made.at < timedelta(seconds=10)
    assert entry.hash != entry.previous


def test_the_same_file_twice_is_refused_and_once_removed_taken_again(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    answer = upload(cast.wang, cast.wang_graduate)
    assert (answer.status_code, "没有重复保存" in answer.content.decode()) == (422, True)
    login(Client(), cast.wang).post(f"/evidence/{made.pk}/remove/")
    assert filed(cast.wang, cast.wang_graduate).pk != made.pk


def test_a_file_used_for_another_graduate_is_told_at_once_but_not_whose_it_is(cast: Cast) -> None:
    filed(cast.sun, cast.chen_graduate)
    filed(cast.wang, cast.wang_graduate)
    own, college, school = (page(each, cast) for each in (cast.wang, cast.zhao, cast.qian))
    assert "也被用在另一名毕业生的登记上" in own
    assert "您看不到的 1 份登记" in college
    for text in (own, college):
        assert cast.chen_graduate.student_no not in text
    assert f"学号 {cast.chen_graduate.student_no} 的登记" in school


def test_a_file_covered_elsewhere_is_still_known_by_what_was_uploaded(cast: Cast) -> None:
    one = filed(cast.sun, cast.chen_graduate, areas="[[1, 0, 0, 0.2, 0.2]]")
    two = filed(cast.wang, cast.wang_graduate)
    assert one.sha256 != two.sha256
    assert "也被用在另一名毕业生的登记上" in page(cast.wang, cast)


def test_a_list_that_proves_many_is_not_told_as_used_twice(cast: Cast) -> None:
    for user, graduate in ((cast.sun, cast.chen_graduate), (cast.wang, cast.wang_graduate)):
        filed(user, graduate)
    Evidence.objects.filter(graduate=cast.chen_graduate).update(is_list=True)
    assert "也被用在" not in page(cast.wang, cast)


def test_the_other_file_once_removed_is_no_longer_told(cast: Cast) -> None:
    other = filed(cast.sun, cast.chen_graduate)
    filed(cast.wang, cast.wang_graduate)
    login(Client(), cast.sun).post(f"/evidence/{other.pk}/remove/")
    assert "也被用在" not in page(cast.wang, cast)


def test_posts_see_and_open_what_is_theirs(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate, paper(2))
    head = appointed(
        staff(cast.school, "8201", "高院"), PostKind.COLLEGE_EMPLOYMENT_HEAD, cast.agronomy
    )
    secretary = appointed(staff(cast.school, "8202", "秦书"), PostKind.SECRETARY, cast.agronomy)
    caller = appointed(staff(cast.school, "8203", "卢访"), PostKind.CALLER)
    opens = (cast.wang, cast.zhao, cast.li, cast.wu, cast.qian, head, secretary)
    for what in ("", "small/", "pages/2/"):
        assert {given(each, made, what) for each in opens} == {200}
        assert given(cast.zhou, made, what) == 403  # sees that it is there, masked
        for other in (cast.sun, cast.feng, cast.zheng, caller):
            assert given(other, made, what) == 404
    assert "只能看到有这份材料" in page(cast.zhou, cast)
    assert f"/evidence/{made.pk}/small/" not in page(cast.zhou, cast)


def test_another_graduate_sees_nothing(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    other = create_user(school=cast.school, kind="graduate", number="9", name="他", by=None)
    assert given(other, made) == 404
    assert upload(other, cast.wang_graduate).status_code == 404


def test_only_the_graduate_and_the_recorder_file(cast: Cast) -> None:
    codes = {n: upload(getattr(cast, n), cast.wang_graduate).status_code for n in ("li", "qian")}
    assert codes == {"li": 403, "qian": 403}
    assert upload(cast.sun, cast.wang_graduate).status_code == 404
    assert upload(cast.zhao, cast.wang_graduate).status_code == 302


def test_a_file_is_given_so_that_it_can_do_nothing(cast: Cast) -> None:
    shot, form = filed(cast.wang, cast.wang_graduate), filed(cast.wang, cast.wang_graduate, paper())
    client = login(Client(), cast.wang)
    for path, how in (
        (f"/evidence/{shot.pk}/", "inline"), (f"/evidence/{form.pk}/", "attachment"),
        (f"/evidence/{form.pk}/small/", "inline"), (f"/evidence/{form.pk}/pages/1/", "inline"),
    ):  # fmt: skip
        headers = client.get(path).headers
        assert headers["Content-Disposition"].startswith(how)
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]
    assert client.get(f"/evidence/{form.pk}/pages/2/").status_code == 404


def test_every_look_is_noted_with_whom_and_which_file(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    given(cast.li, made)
    entry = Entry.objects.filter(action="view", actor_id=cast.li.pk).latest("pk")
    assert entry.subject_ids == [cast.wang_graduate.pk]
    assert made.sha256[:12] in entry.after["what"]


def test_a_removed_file_is_gone_from_sight_and_stays_noted(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    client = login(Client(), cast.wang)
    assert client.post(f"/evidence/{made.pk}/remove/").status_code == 302
    assert given(cast.wang, made) == 404
    assert client.post(f"/evidence/{made.pk}/remove/").status_code == 404
    made.refresh_from_db()
    assert (made.removed_by, made.removed_at is None) == (cast.wang, False)
    assert Entry.objects.get(action="evidence.remove").before["sha256"] == made.sha256


def test_a_file_of_a_version_is_removed_with_a_reason_only(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    Evidence.objects.update(version=1)
    client = login(Client(), cast.wang)
    path = f"/evidence/{made.pk}/remove/"
    assert client.post(path).status_code == 422
    assert client.post(path, {"reason": "传错了"}).status_code == 302


def test_a_file_is_put_in_the_place_of_another(cast: Cast) -> None:
    old = filed(cast.wang, cast.wang_graduate)
    new = filed(cast.wang, cast.wang_graduate, paper(), replaces=old.pk)
    old.refresh_from_db()
    assert (old.removed_at is None, new.removed_at) == (False, None)
    other = filed(cast.sun, cast.chen_graduate)
    assert upload(cast.wang, cast.wang_graduate, paper(2), replaces=other.pk).status_code == 404


def test_a_replacement_that_is_refused_leaves_the_old_file(cast: Cast) -> None:
    old = filed(cast.wang, cast.wang_graduate)
    answer = upload(cast.wang, cast.wang_graduate, b"PK\x03\x04", replaces=old.pk)
    old.refresh_from_db()
    assert (answer.status_code, old.removed_at) == (422, None)


def test_of_an_archived_cohort_no_paper_is_added_or_removed(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    cast.cohort.archived_at = clock.now()
    cast.cohort.save()
    assert upload(cast.wang, cast.wang_graduate, paper()).status_code == 422
    assert login(Client(), cast.wang).post(f"/evidence/{made.pk}/remove/").status_code == 422
    assert Evidence.objects.filter(removed_at__isnull=True).count() == 1


def test_nobody_heaps_up_files_without_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quxiang.web.evidence.services.adding.MOST", 1)
    filed(cast.wang, cast.wang_graduate)
    assert upload(cast.wang, cast.wang_graduate, paper()).status_code == 422


def test_files_go_along_to_the_next_college(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    changes.transfer(
        graduates=[cast.wang_graduate], college=cast.letters, effective_on=clock.today(),
        note="转院", by=cast.qian,
    )  # fmt: skip
    made.refresh_from_db()
    assert made.college == cast.letters
    assert (given(cast.zhao, made), given(cast.sun, made)) == (404, 200)


def test_a_preview_draws_every_page_and_keeps_nothing(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    before = list(place().listed())
    path = f"/graduates/{cast.wang_graduate.pk}/papers/preview/"
    told = client.post(path, {"file": SimpleUploadedFile("a.pdf", paper(2))}).json()
    assert [each[:23] for each in told["pages"]] == ["data:image/jpeg;base64,"] * 2
    refused = client.post(path, {"file": SimpleUploadedFile("a.pdf", b"PK\x03\x04")})
    assert (refused.status_code, "Word" in refused.json()["problem"]) == (422, True)
    assert not Evidence.objects.exists()
    assert list(place().listed()) == before


def test_evidence_is_kept_three_years_from_the_end_of_its_season(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    late = max(date(2024, 8, 31), clock.today())
    assert made.keep_from == late
    until = late + timedelta(days=366 * 3)
    for days, left in ((0, 1), (2, 0)):
        clock.move_to(datetime.combine(until, datetime.min.time(), clock.SHANGHAI)
                      + timedelta(days=days, hours=12))  # fmt: skip
        ask_daily(clock.now())
        jobs.work_off()
        assert Evidence.objects.count() == left


def test_a_legal_hold_keeps_evidence_past_its_period(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    LegalHold.objects.create(
        school=cast.school, person=cast.wang_graduate.person, reason="案号", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip
    clock.move_to(clock.now() + timedelta(days=366 * 9))
    ask_daily(clock.now())
    jobs.work_off()
    assert Evidence.objects.count() == 1


def test_what_no_file_names_is_swept_once_it_is_a_day_old(
    cast: Cast, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    kept = filed(cast.wang, cast.wang_graduate)
    vault.keep(cast.school.pk, b"rolled back", b"small")
    count = len(list(place().listed()))
    sweep(clock.now())
    assert len(list(place().listed())) == count == 4  # both are young
    later = clock.real_now() + timedelta(days=2)
    monkeypatch.setattr("quxiang.web.common.clock.real_now", lambda: later)
    sweep(clock.now())
    assert sorted(name for name, _ in place().listed()) == [
        vault.name_of(cast.school.pk, kept.sha256),
        vault.name_of(cast.school.pk, kept.sha256) + vault.SMALL,
    ]


def test_doctor_reads_the_newest_files_back(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    made = filed(cast.wang, cast.wang_graduate)

    def told() -> health.Finding:
        (found,) = [each for each in health.examine() if each.what == "材料存储"]
        return found

    assert told().well
    place().put(vault.name_of(cast.school.pk, made.sha256), b"rotten")
    assert (told().well, made.sha256[:12] in told().sentence) == (False, True)


def test_a_file_that_cannot_be_read_is_a_sentence_and_no_traceback(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    made = filed(cast.wang, cast.wang_graduate)
    place().delete(vault.name_of(cast.school.pk, made.sha256))
    answer = login(Client(), cast.wang).get(f"/evidence/{made.pk}/")
    assert (answer.status_code, "暂时读不出来" in answer.content.decode()) == (500, True)


def test_an_official_list_proves_everybody_on_it_by_one_act(cast: Cast) -> None:
    content = b"PK\x03\x04 a workbook as the school got it"
    kept = listing.keep_list(content=content, school_id=cast.school.pk)
    both = [cast.wang_graduate, cast.chen_graduate]
    for _ in range(2):  # again changes nothing
        listing.attach_list(kept=kept, title="研招〔2024〕7号", graduates=both, by=cast.qian)
    assert Evidence.objects.filter(is_list=True, kind="list", version=None).count() == 2
    entry = Entry.objects.filter(action="evidence.list")[0]
    assert (entry.after["sha256"], sorted(entry.subject_ids)) == (
        kept.sha256, sorted(each.pk for each in both),
    )  # fmt: skip
    own = Evidence.objects.get(graduate=cast.wang_graduate)
    answer = login(Client(), cast.zhao).get(f"/evidence/{own.pk}/")
    assert (answer.content, ".xlsx" in answer.headers["Content-Disposition"]) == (content, True)
    # whoever is on it sees that it is there: it tells of everybody else too
    assert login(Client(), cast.wang).get(f"/evidence/{own.pk}/").status_code == 403
    assert "也被用在" not in page(cast.wang, cast)
    for what in ("small/", "pages/1/"):
        assert given(cast.zhao, own, what) == 404


def test_a_list_on_paper_is_a_list_too_and_one_without_a_title_is_none(cast: Cast) -> None:
    kept = listing.keep_list(content=paper(2), school_id=cast.school.pk)
    assert (kept.pages, kept.media_type) == (2, "application/pdf")
    with pytest.raises(InvalidError):
        listing.attach_list(kept=kept, title=" ", graduates=[cast.wang_graduate], by=cast.qian)
    with pytest.raises(InvalidError):
        listing.keep_list(content=b"GIF89a", school_id=cast.school.pk)
    assert not Evidence.objects.exists()


def test_a_file_taken_back_before_it_was_submitted_goes_after_a_month(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    other = filed(cast.sun, cast.chen_graduate)
    for user, each in ((cast.wang, made), (cast.sun, other)):
        login(Client(), user).post(f"/evidence/{each.pk}/remove/")
    Evidence.objects.filter(pk=other.pk).update(version=1)
    clock.move_to(clock.now() + timedelta(days=31))
    ask_daily(clock.now())
    jobs.work_off()
    assert list(Evidence.objects.all()) == [other]


def test_new_keys_seal_the_files_too_and_the_check_finds_what_was_changed(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    made = filed(cast.wang, cast.wang_graduate)
    name = vault.name_of(cast.school.pk, made.sha256)
    sealed.write_keyring(sealed.with_new_key(sealed.keyring()))
    assert rotation.left_over()
    rotation.seal_anew()
    assert not rotation.left_over()
    assert vault.sealed_under(name) == sealed.keyring().current
    assert broken_files() == (1, [])
    place().put(name, place().get(name)[:-1])
    assert broken_files() == (1, [(cast.school.pk, made.sha256)])
