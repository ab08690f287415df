"""Imports: preview before anything changes, blanks never erase, twice changes nothing, undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services.codes import send_code
from quxiang.web.accounts.services.phones import change_by_staff
from quxiang.web.audit import chain
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.imports.models import Correction, Import, SavedMapping
from quxiang.web.imports.targets import Diff
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.services.units import add_unit
from quxiang.web.roster.models import Graduate, GraduateVersion, Person
from quxiang.web.roster.services import changes
from quxiang.web.roster.services.facts import change_facts
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("姓名", "学号", "考生号", "身份证号", "手机号码", "学院", "专业", "学历")
NEW = (
    "李新禾",
    "20240101",
    "20411001150101",
    "11010519491231002X",
    "13800000001",
    "农学院",
    "农学",
    "本科生毕业",
)
CELL = "第 2 行 身份证号"
WANG = ("王晓禾", "20240001", "", "", "", "", "园艺", "")


def workbook(*rows: Sequence[str], head: Sequence[str] = HEAD) -> SimpleUploadedFile:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        for at, row in enumerate((head, *rows)):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("名册.xlsx", buffer.getvalue())


def uploaded(client: Client, file: SimpleUploadedFile, target: str = "roster") -> Import:
    answer = client.post("/imports/", {"target": target, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Import.objects.latest("pk")


def applied(client: Client, file: SimpleUploadedFile, target: str = "roster") -> Import:
    upload = uploaded(client, file, target)
    client.post(f"/imports/{upload.pk}/apply/")
    work_off()
    return Import.objects.get(pk=upload.pk)


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def test_a_preview_counts_and_changes_nothing(centre: Client) -> None:
    before = Graduate.objects.count()
    upload = uploaded(centre, workbook(NEW, WANG))
    assert (upload.state, upload.counts) == ("preview", {"new": 1, "changed": 1})
    assert Graduate.objects.count() == before


def test_an_applied_roster_makes_people_versions_and_logins(centre: Client, cast: Cast) -> None:
    assert applied(centre, workbook(NEW, WANG)).state == "applied"
    made = Graduate.objects.get(student_no="20240101")
    assert (made.name, made.college, made.level, made.current.number) == (
        "李新禾", cast.agronomy, "31", 1,
    )  # fmt: skip
    assert made.person.identity_masked == "110***********002X"
    assert User.objects.get(number="20240101").password == "!"
    changed = Graduate.objects.get(student_no="20240001")
    assert (changed.major_name, changed.current.number) == ("园艺", 2)
    assert chain.first_break(cast.school.pk) is None


def test_no_number_of_a_person_stands_in_the_staged_rows(centre: Client) -> None:
    upload = uploaded(centre, workbook(NEW))
    kept = str(list(upload.rows.values()))
    assert "11010519491231002X" not in kept
    assert "13800000001" not in kept


def test_what_is_new_is_told_from_the_values_of_a_row(centre: Client) -> None:
    head = (*HEAD, "性别")
    upload = uploaded(centre, workbook((*NEW, "女"), (*WANG, ""), head=head))
    new, changed = upload.rows.order_by("number")
    assert (new.diff, changed.diff) == ([], [["专业", "农学", "园艺"]])
    told = changes_shown(centre, upload)
    assert [f"{title}：{after}" for title, _, after in told[0]] == [
        "姓名：李新禾", "性别：女", "学号：20240101", "考生号：20411001150101", "学院：农学院",
        "专业：农学", "学历：本科生", "学籍状态：预计毕业",
    ]  # fmt: skip
    assert told[1] == [["专业", "农学", "园艺"]]
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert changes_shown(centre, upload) == told


def changes_shown(client: Client, upload: Import) -> list[Diff]:
    page = client.get(f"/imports/{upload.pk}/")
    assert "学院：<ins>农学院</ins>" in page.content.decode()
    return [line.diff for line in page.context["lines"]]


def test_an_upload_is_deleted_once_it_is_applied(centre: Client) -> None:
    kept = Path(settings.HOME) / "uploads"
    before = set(kept.glob("*"))
    upload = uploaded(centre, workbook(NEW))
    assert len(set(kept.glob("*")) - before) == 1
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert set(kept.glob("*")) - before == set()


def test_the_same_file_twice_changes_nothing(centre: Client) -> None:
    applied(centre, workbook(NEW, WANG))
    versions = GraduateVersion.objects.count()
    again = uploaded(centre, workbook(NEW, WANG))
    assert again.counts == {"unchanged": 2}
    assert GraduateVersion.objects.count() == versions


def test_a_blank_never_erases_and_clear_does(centre: Client) -> None:
    applied(centre, workbook(("王晓禾", "20240001", "", "", "", "", "", "")))
    assert Graduate.objects.get(student_no="20240001").major_name == "农学"
    applied(centre, workbook(("王晓禾", "20240001", "", "", "", "", "CLEAR", "")))
    assert Graduate.objects.get(student_no="20240001").major_name == ""


def test_an_import_is_undone_the_same_day(centre: Client) -> None:
    upload = applied(centre, workbook(NEW, WANG))
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert Import.objects.get(pk=upload.pk).state == "undone"
    assert Graduate.objects.get(student_no="20240101").removed
    assert Graduate.objects.get(student_no="20240001").major_name == "农学"


def test_an_import_undone_is_not_undone_again(centre: Client) -> None:
    upload = applied(centre, workbook(NEW))
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    again = centre.post(f"/imports/{upload.pk}/undo/")
    assert (again.status_code, "这次导入已撤销" in again.content.decode()) == (409, True)


@pytest.mark.parametrize("word", ["clear", " Clear ", "ＣＬＥＡＲ"])
def test_clear_is_known_however_it_is_typed(centre: Client, word: str) -> None:
    assert applied(centre, workbook((*WANG[:6], word, ""))).counts == {"changed": 1}
    assert Graduate.objects.get(student_no="20240001").major_name == ""


@pytest.mark.parametrize(("at", "title"), [(3, "身份证号"), (4, "手机号码")])
def test_a_number_the_roster_cannot_empty_is_said(centre: Client, at: int, title: str) -> None:
    upload = uploaded(centre, workbook((*WANG[:at], "CLEAR", *WANG[at + 1 :])))
    assert upload.counts == {"problem": 1}
    assert f"“{title}”不能清空" in centre.get(f"/imports/{upload.pk}/").content.decode()


def test_nothing_is_undone_the_day_after(centre: Client) -> None:
    upload = applied(centre, workbook(NEW))
    clock.move_to(clock.now() + timedelta(days=1))
    assert centre.post(f"/imports/{upload.pk}/undo/").status_code == 422
    assert not Graduate.objects.get(student_no="20240101").removed


def test_a_removed_graduate_comes_back_by_the_file(centre: Client) -> None:
    upload = applied(centre, workbook(NEW))
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert applied(centre, workbook(NEW)).counts == {"changed": 1}
    assert not Graduate.objects.get(student_no="20240101").removed
    assert Person.objects.exclude(identity_blind="").count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((*NEW[:5], "没有这个学院", *NEW[6:]), "unknown_unit"),
        ((*NEW[:7], "博导"), "unknown_code"),
        ((*NEW[:4], "电话见表", *NEW[5:]), "bad_phone"),
        ((*NEW[:4], "1380000000", *NEW[5:]), "bad_phone"),
        ((*NEW[:4], "138000000001", *NEW[5:]), "bad_phone"),
        ((*NEW[:3], "1.10105E+17", *NEW[4:]), "bad_identity"),
        (("李新禾", "20240001", "10000020240002", *NEW[3:]), "numbers_disagree"),
        ((*NEW[:5], "", *NEW[6:]), "no_college"),
        ((*NEW[:5], "知行书院", *NEW[6:]), "unknown_unit"),
        (("CLEAR", *WANG[1:]), "cannot_clear"),
    ],
)
def test_a_bad_row_says_what_and_stays_out(
    centre: Client, cast: Cast, row: Sequence[str], code: str
) -> None:
    add_unit(school=cast.school, kind="residence", name="知行书院", by=None)
    upload = uploaded(centre, workbook(row))
    assert upload.counts == {"problem": 1}
    assert code in [problem["code"] for problem in upload.rows.get().problems]


def test_who_is_known_is_updated_by_number_alone_and_a_newcomer_needs_a_name(
    centre: Client, cast: Cast
) -> None:
    head = ("学号", "专业")
    upload = uploaded(centre, workbook(("20240001", "茶学"), ("20249999", "茶学"), head=head))
    assert upload.counts == {"changed": 1, "problem": 1}
    known, newcomer = upload.rows.order_by("number")
    assert (known.label, known.diff) == ("王晓禾 20240001", [["专业", "农学", "茶学"]])
    assert [each["code"] for each in newcomer.problems] == ["no_name", "no_college"]
    said = centre.get(f"/imports/{upload.pk}/?kind=problem").content.decode()
    assert "没有填写姓名" in said
    assert "新增的人要写明姓名" in said
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert Graduate.objects.get(student_no="20240001").name == "王晓禾"
    assert Graduate.objects.get(student_no="20240001").major_name == "茶学"


def test_a_roster_without_any_number_says_which_columns_it_needs(centre: Client) -> None:
    upload = uploaded(centre, workbook(("王晓禾", "茶学"), head=("姓名", "专业")))
    assert upload.state == "unusable"
    page = centre.get(f"/imports/{upload.pk}/").content.decode()
    assert "学号 或 考生号 或 身份证号" in page


def test_rows_with_problems_do_not_keep_the_others_out(centre: Client) -> None:
    bad = ("何坏", "20240102", "", "", "", "没有这个学院", "", "")
    assert applied(centre, workbook(NEW, bad)).counts == {"new": 1, "problem": 1}
    assert Graduate.objects.filter(student_no="20240101").exists()
    assert not Graduate.objects.filter(student_no="20240102").exists()


def test_the_same_person_twice_in_a_file_is_a_problem(centre: Client) -> None:
    upload = uploaded(centre, workbook(NEW, NEW))
    assert upload.counts == {"new": 1, "problem": 1}


@pytest.mark.parametrize("number", range(1, 4))
def test_one_number_in_common_makes_two_rows_the_same_person(centre: Client, number: int) -> None:
    other = ["李新苗", "", "", "", "", *NEW[5:]]
    other[1] = "20240109"
    other[number] = NEW[number]
    upload = uploaded(centre, workbook(NEW, other))
    assert upload.counts == {"new": 1, "problem": 1}
    assert upload.rows.get(number=3).problems[0]["code"] == "row_twice"


def test_a_number_means_who_is_still_on_the_roster(centre: Client, cast: Cast) -> None:
    gone = Graduate.objects.get(student_no="20240001")
    changes.remove(graduate=gone, note="重复", by=cast.qian)
    stays = graduate(cast.cohort, cast.agronomy, "20240001", "王晓禾", exam_no="99")
    upload = uploaded(centre, workbook(WANG))
    assert upload.rows.get().object_id == stays.pk


def test_what_was_written_after_an_import_stays_when_it_is_undone(
    centre: Client, cast: Cast
) -> None:
    upload = applied(centre, workbook(("王晓禾儿", "20240001", "", "", "", "", "园艺", "")))
    wang = Graduate.objects.get(student_no="20240001")
    reason = GraduateVersion.Reason.CORRECTION
    change_facts(graduate=wang, changes={"major_name": "茶学"}, reason=reason, by=cast.qian)
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    wang.refresh_from_db()
    assert (wang.name, wang.major_name) == ("王晓禾", "茶学")


def test_an_identity_number_set_right_is_put_back_by_undo(centre: Client) -> None:
    applied(centre, workbook(NEW))
    right = (*NEW[:3], "110105194912310038", *NEW[4:])
    upload = applied(centre, workbook(right))
    made = Graduate.objects.get(student_no="20240101").person
    assert (upload.counts, made.identity_masked) == ({"changed": 1}, "110***********0038")
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    made.refresh_from_db()
    assert made.identity_masked == "110***********002X"


def test_a_number_taken_since_the_preview_is_said_in_a_sentence(centre: Client, cast: Cast) -> None:
    upload = uploaded(centre, workbook(NEW))
    graduate(cast.cohort, cast.agronomy, "20240101", "李新禾")
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert Import.objects.get(pk=upload.pk).state == "preview"
    page = centre.get(f"/imports/{upload.pk}/").content.decode()
    assert "名册里有人用了这份表里的号码" in page


def set_right(client: Client, upload: Import, **cells: str) -> Import:
    """Type into the inputs of faulty cells, ``college_2`` for the college of row 2."""
    named = {name.rpartition("_")[::2]: text for name, text in cells.items()}
    form = {f"cell:{row}:{field}": text for (field, row), text in named.items()}
    answer = client.post(f"/imports/{upload.pk}/cells/", form)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Import.objects.get(pk=upload.pk)


def test_faulty_cells_are_set_right_in_the_preview(centre: Client) -> None:
    bad = ("何坏", "20240102", "", "1.10105E+17", "", "农学院南区", "农学", "博导")
    upload = uploaded(centre, workbook(NEW, bad))
    page = centre.get(f"/imports/{upload.pk}/?kind=problem").content.decode()
    assert 'name="cell:3:college" value="农学院南区"' in page
    assert 'name="cell:3:identity_no" value=""' in page
    upload = set_right(centre, upload, college_3="农学院", level_3="本科生毕业", identity_no_3="")
    assert upload.counts == {"new": 1, "problem": 1}
    upload = set_right(centre, upload, identity_no_3="110105194912310038")
    assert upload.counts == {"new": 2}
    assert "身份证号：手工改正（钱明" in centre.get(f"/imports/{upload.pk}/").content.decode()
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    made = Graduate.objects.get(student_no="20240102")
    assert (made.college.name, made.level) == ("农学院", "31")
    assert made.person.identity_masked == "110***********0038"


def test_what_was_typed_for_a_cell_is_sealed_masked_in_the_trail_and_let_go(
    centre: Client,
) -> None:
    number = "110105194912310038"
    upload = uploaded(centre, workbook((*NEW[:3], "1.10105E+17", *NEW[4:])))
    upload = set_right(centre, upload, identity_no_2=number)
    kept = Correction.objects.get()
    assert kept.value_sealed
    assert number not in kept.value_sealed
    told = Entry.objects.filter(action="import.correct", object_id=str(upload.pk))
    (entry,) = [each for each in told if CELL in each.after]
    assert entry.after == {CELL: "110***********0038"}
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert Correction.objects.get().value_sealed == ""
    assert chain.first_break(entry.school_id) is None


def test_a_row_is_judged_anew_with_all_others(centre: Client) -> None:
    upload = uploaded(centre, workbook(NEW, ("李新苗", NEW[1], *[""] * 3, *NEW[5:])))
    assert upload.counts == {"new": 1, "problem": 1}
    assert set_right(centre, upload, student_no_3="20240102").counts == {"new": 2}


def test_an_emptied_cell_is_as_blank_as_an_empty_one(centre: Client) -> None:
    upload = uploaded(centre, workbook((*WANG[:7], "博导")))
    assert set_right(centre, upload, level_2="").counts == {"changed": 1}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"cell:2:level": "博导"},
        {"cell:2:name": "别名"},
        {"cell:9:level": "31"},
        {"cell:x:": ""},
    ],
)
def test_only_faulty_cells_are_set_right_and_only_if_changed(
    centre: Client, form: dict[str, str]
) -> None:
    upload = uploaded(centre, workbook((*WANG[:7], "博导")))
    answer = centre.post(f"/imports/{upload.pk}/cells/", form)
    assert answer.status_code == 422
    assert "没有改动任何有误的单元格" in answer.content.decode()
    assert Import.objects.get(pk=upload.pk).state == "preview"


def test_no_cell_is_set_right_once_the_import_is_applied(centre: Client) -> None:
    upload = applied(centre, workbook(NEW, (*WANG[:7], "博导")))
    answer = centre.post(f"/imports/{upload.pk}/cells/", {"cell:3:level": "31"})
    assert answer.status_code == 409


def test_a_column_is_set_right_and_remembered(centre: Client) -> None:
    head = ("姓名", "学号", "二级机构", "专业")
    file = ("李新禾", "20240101", "农学院", "农学")
    upload = uploaded(centre, workbook(file, head=head))
    assert upload.counts == {"problem": 1}
    mapping = {
        "header": ["姓名", "学号", "二级机构", "专业"],
        "field": ["name", "student_no", "college", "major_name"],
    }
    centre.post(f"/imports/{upload.pk}/columns/", mapping)
    work_off()
    assert Import.objects.get(pk=upload.pk).counts == {"new": 1}
    assert SavedMapping.objects.count() == 1
    assert uploaded(centre, workbook(file, head=head)).counts == {"new": 1}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名册.xlsx", b"PK\x03\x04 broken"),
        ("名册.pdf", b"%PDF-1.7 ..."),
        ("名册.csv", b"\xff\xfe\x00"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(centre: Client, name: str, content: bytes) -> None:
    upload = uploaded(centre, SimpleUploadedFile(name, content))
    page = centre.get(f"/imports/{upload.pk}/").content.decode()
    assert upload.state == "unusable"
    assert "这个文件无法使用，没有改动任何数据" in page


def test_applying_twice_is_refused_as_too_late(centre: Client) -> None:
    upload = uploaded(centre, workbook(NEW))
    assert centre.post(f"/imports/{upload.pk}/apply/").status_code == 302
    assert centre.post(f"/imports/{upload.pk}/apply/").status_code == 409


def test_a_recorder_imports_no_roster(client: Client, cast: Cast) -> None:
    recorder = login(client, cast.zhao)
    answer = recorder.post("/imports/", {"target": "roster", "file": workbook(NEW)})
    assert answer.status_code == 403


def test_a_sample_can_be_imported_after_filling_in(centre: Client) -> None:
    answer = centre.get("/imports/sample/roster/")
    upload = uploaded(centre, SimpleUploadedFile("sample.xlsx", answer.content))
    assert upload.state == "preview"


def test_a_roster_never_writes_over_a_phone_and_says_so(centre: Client) -> None:
    applied(centre, workbook(NEW))
    person = Graduate.objects.get(name="李新禾").person
    before = User.objects.get(pk=person.user_id)
    again = uploaded(centre, workbook((*NEW[:4], "13800000002", *NEW[5:])))
    assert again.counts == {"unchanged": 1}
    page = centre.get(f"/imports/{again.pk}/").content.decode()
    assert "表里的手机号与系统里的（" in page
    assert "没有采用。" in page
    assert "13800000002" not in page
    assert uploaded(centre, workbook(NEW)).rows.get().problems == []  # the same number says nothing
    after = User.objects.get(pk=person.user_id)
    assert after.phone_blind == before.phone_blind
    assert after.phone_changed_by_staff_at is None


def test_a_phone_the_roster_fills_in_cools_and_goes_again_with_the_import(
    centre: Client, cast: Cast
) -> None:
    head = ("学号", "姓名", "手机号码")
    wang = (cast.wang_graduate.student_no, "王晓禾", "１３８０００００００３")
    loose = graduate(cast.cohort, cast.agronomy, "20240777", "何无账")  # nobody to log in yet
    upload = uploaded(
        centre, workbook(wang, (loose.student_no, "何无账", "13800000004"), head=head)
    )
    assert upload.counts == {"changed": 1, "unchanged": 1}
    assert upload.rows.get(number=2).diff[-1][:2] == ["手机号码", ""]
    assert upload.rows.get(number=3).problems[0]["code"] == "phone_without_account"
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    user = User.objects.get(pk=cast.wang.pk)
    assert sealed.unseal(user.phone_sealed, "phone") == "13800000003"
    assert user.phone_cools_until is not None
    assert user.phone_cools_until - clock.now() > timedelta(hours=71)
    with pytest.raises(InvalidError, match="手机号刚被工作人员修改"):
        send_code(user, OneTimeCode.Purpose.LOGIN, by=None)
    entry = Entry.objects.filter(action="phone.change_by_staff").latest("seq")
    assert entry.subject_ids == [cast.wang_graduate.pk]
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    user.refresh_from_db()
    assert (user.phone_sealed, user.phone_cools_until) == ("", None)


def test_a_phone_given_since_the_preview_is_left_as_it_is(centre: Client, cast: Cast) -> None:
    wang = (cast.wang_graduate.student_no, "王晓禾", "13800000003")
    upload = uploaded(centre, workbook(wang, head=("学号", "姓名", "手机号码")))
    change_by_staff(user=cast.wang, number="13900000001", by=cast.qian, reason="本人到场")
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    assert Import.objects.get(pk=upload.pk).counts == {"stale": 1}
    assert "手机号没有改动" in upload.rows.get().problems[0]["remedy"]
    user = User.objects.get(pk=cast.wang.pk)
    assert sealed.unseal(user.phone_sealed, "phone") == "13900000001"
