"""Registry and roster: compared field by field, answered by the registry's officers only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from quxiang.web.jobs.services import work_off
from quxiang.web.roster.models import Graduate, RegistryMismatch, RegistryRow
from quxiang.web.roster.services.registry import compare
from web.cast import Cast
from web.conftest import login
from web.test_imports import applied, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("学号", "姓名", "性别", "专业代码", "学历")
WANG = ("20240001", "王小禾", "女", "090101", "本科生毕业")
CHEN = ("20240002", "陈小文", "", "090101", "本科生毕业")
GHOST = ("20249999", "何在册", "", "", "")


def open_fields(cast: Cast) -> set[tuple[int | None, str]]:
    rows = RegistryMismatch.objects.filter(cohort=cast.cohort).exclude(state="closed")
    return set(rows.values_list("graduate_id", "field"))


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    return login(client, cast.feng)


def test_what_differs_and_who_is_missing_is_listed(officer: Client, cast: Cast) -> None:
    applied(officer, workbook(WANG, GHOST, head=HEAD), "registry")
    assert open_fields(cast) == {
        (cast.wang_graduate.pk, "name"), (cast.chen_graduate.pk, "presence"), (None, "presence"),
    }  # fmt: skip


def test_comparing_twice_changes_nothing(officer: Client, cast: Cast) -> None:
    applied(officer, workbook(WANG, CHEN, head=HEAD), "registry")
    assert compare(cast.cohort) == (0, 0)


def test_a_disagreement_closes_when_the_registry_is_set_right(officer: Client, cast: Cast) -> None:
    applied(officer, workbook(WANG, CHEN, head=HEAD), "registry")
    applied(
        officer,
        workbook(("20240001", "王晓禾", "女", "090101", "本科生毕业"), head=HEAD),
        "registry",
    )
    assert open_fields(cast) == set()
    assert RegistryRow.objects.filter(replaced_at__isnull=False).count() == 1


def seen_on(officer: Client, row: RegistryMismatch) -> str:
    """Return what the form of a disagreement carries of what it showed."""
    found = re.search(r'name="seen" value="(\w+)"', page_of(officer, row))
    assert found is not None
    return found[1]


def page_of(officer: Client, row: RegistryMismatch) -> str:
    return officer.get(f"/registry/{row.pk}/").content.decode()


@pytest.mark.parametrize("change", ["compared", "answered", "not said"])
def test_an_answer_about_what_has_changed_is_refused_and_kept(
    officer: Client, cast: Cast, change: str
) -> None:
    applied(officer, workbook(WANG, CHEN, head=HEAD), "registry")
    row = RegistryMismatch.objects.get()
    form = {"choice": "roster_wrong", "note": "已核对档案", "seen": seen_on(officer, row)}
    if change == "compared":
        Graduate.objects.filter(pk=cast.wang_graduate.pk).update(name="王小荷")
        compare(cast.cohort)
    elif change == "answered":
        assert officer.post(f"/registry/{row.pk}/answer/", form).status_code == 302
    else:
        del form["seen"]
    before = list(RegistryMismatch.objects.filter(pk=row.pk).values())
    answer = officer.post(f"/registry/{row.pk}/answer/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "这一条已经变了，答复没有保存" in page
    assert "已核对档案" in page
    assert list(RegistryMismatch.objects.filter(pk=row.pk).values()) == before
    if change == "compared":  # seen now, it is answered as it stands
        assert "王小荷" in page
        again = {**form, "seen": seen_on(officer, row)}
        assert officer.post(f"/registry/{row.pk}/answer/", again).status_code == 302


def test_an_officer_answers_and_the_answer_stays(officer: Client, cast: Cast) -> None:
    applied(officer, workbook(WANG, CHEN, head=HEAD), "registry")
    row = RegistryMismatch.objects.get()
    form = {"choice": "registry_wrong", "note": "已提交更正", "seen": seen_on(officer, row)}
    assert officer.post(f"/registry/{row.pk}/answer/", form).status_code == 302
    assert officer.post(f"/registry/{row.pk}/answer/", form).status_code == 409
    compare(cast.cohort)
    assert RegistryMismatch.objects.get().state == "answered"


def test_an_undone_copy_brings_the_earlier_one_back(officer: Client, cast: Cast) -> None:
    applied(officer, workbook(WANG, CHEN, head=HEAD), "registry")
    right = ("20240001", "王晓禾", "女", "090101", "本科生毕业")
    upload = applied(officer, workbook(right, head=HEAD), "registry")
    officer.post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert RegistryRow.objects.get(student_no="20240001", replaced_at=None).name == "王小禾"
    assert open_fields(cast) == {(cast.wang_graduate.pk, "name")}
