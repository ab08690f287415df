"""Taken over in mid-season: signed on paper before, the scans a batch, and nothing owed for it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.adoption.models import Adopted, Adoption, AdoptionScan
from quxiang.web.audit.models import Entry
from quxiang.web.documents import store
from quxiang.web.documents.services.making import make_person_file
from quxiang.web.evidence.naming import named_files
from quxiang.web.evidence.storage import vault
from quxiang.web.imports.models import Import
from quxiang.web.jobs.services import work_off
from web.cast import Cast, graduate
from web.conftest import login
from web.papers import text_of
from web.test_today import LISTED, OURS, applied, page
from web.uploads import paper, photo

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WANG, CHEN = ("20240001", "王晓禾", OURS[0], OURS[2]), ("20240002", "陈小文", OURS[0], "文渊书局")


def adopted(cast: Cast) -> Import:
    return applied(cast, rows=[WANG, CHEN], head=LISTED, target="adoption", by=cast.qian)


def attach(
    by: User, batch: Adoption, content: bytes, title: str = "5 月审签表", name: str = "a.pdf"
) -> tuple[int, str]:
    form = {"title": title, "file": SimpleUploadedFile(name, content)}
    answer = login(Client(), by).post(f"/adoptions/{batch.pk}/attach/", form)
    return answer.status_code, answer.content.decode()


def read(by: User, path: str) -> str:
    return login(Client(), by).get(path).content.decode()


def status(by: User, path: str) -> int:
    return login(Client(), by).get(path).status_code


def test_scans_of_a_batch_prove_the_signatures_of_everybody_in_it(cast: Cast) -> None:
    adopted(cast)
    ours, theirs = (Adoption.objects.get(college=each) for each in (cast.agronomy, cast.letters))
    assert "缺扫描件" in read(cast.zhao, "/adoptions/?proved=no")
    assert (status(cast.zhao, f"/adoptions/{theirs.pk}/"), attach(cast.sun, ours, paper())[0]) == (
        404, 404,
    )  # fmt: skip
    for content, name, why in (
        (b"%!PS none", "a.pdf", "不能"), (paper(61), "a.pdf", "最多 60 页"), (b"", "a.pdf", "空"),
    ):  # fmt: skip
        refused, said = attach(cast.zhao, ours, content, name=name)
        assert (refused, why in said or "文件" in said) == (422, True)
    assert attach(cast.zhao, ours, paper(2), title=" ")[0] == 422
    assert not AdoptionScan.objects.exists()
    assert attach(cast.zhao, ours, paper(2))[0] == 302
    assert attach(cast.zhao, ours, paper(2))[0] == 422  # the same file again
    assert attach(cast.qian, ours, photo(), name="b.txt")[0] == 302  # told by its content
    whole, picture = AdoptionScan.objects.order_by("pk")
    assert b"PhoneMaker" not in vault.content_of(cast.school.pk, picture.sha256)
    sealed = Entry.objects.filter(action="adoption.attach").order_by("pk")
    assert [(e.after["sha256"], e.subject_ids) for e in sealed] == [
        (each.sha256, [cast.wang_graduate.pk]) for each in (whole, picture)
    ]
    assert {(cast.school.pk, each.sha256) for each in (whole, picture)} <= named_files()
    assert "王晓禾" in read(cast.zhao, f"/adoptions/{ours.pk}/")
    listed = read(cast.qian, "/adoptions/?proved=no")
    assert (f"/adoptions/{ours.pk}/" in listed, f"/adoptions/{theirs.pk}/" in listed) == (
        False, True,
    )  # fmt: skip
    of_wang = f"/destinations/{cast.wang_graduate.pk}/part/"
    for who, part in ((cast.zhao, "main"), (cast.li, "main"), (cast.wang, "signed")):
        assert "5 月审签表" in read(who, f"{of_wang}{part}/")
    look = f"/adoptions/scans/{whole.pk}/pages/2/"
    assert [status(each, look) for each in (cast.zhao, cast.sun, cast.zhou)] == [200, 404, 403]
    assert Entry.objects.filter(action="view", subject_ids=[cast.wang_graduate.pk]).exists()
    file = make_person_file(cast.wang_graduate, site="https://q.example", by=cast.qian)
    assert "启用前纸质审签：5月审签表" in text_of(store.content_of(file))


def test_a_scan_of_others_is_named_on_a_graduates_page_and_opens_for_none_of_them(
    cast: Cast,
) -> None:
    graduate(cast.cohort, cast.agronomy, "20240003", "丁小谷")
    other = ("20240003", "丁小谷", *WANG[2:])
    applied(cast, rows=[WANG, other], head=LISTED, target="adoption", by=cast.qian)
    batch = Adoption.objects.get()
    attach(cast.zhao, batch, paper())
    scan = AdoptionScan.objects.get()
    look, own = f"/adoptions/scans/{scan.pk}/pages/1/", f"/destinations/{cast.wang_graduate.pk}/"
    for who in (cast.wang, cast.wu):
        shown = read(who, f"{own}part/main/")
        assert ("5 月审签表" in shown, look in shown, status(who, look)) == (True, False, 404)
    client = login(Client(), cast.zhao)
    assert client.post(f"/adoptions/scans/{scan.pk}/remove/", {"reason": ""}).status_code == 422
    done = client.post(f"/adoptions/scans/{scan.pk}/remove/", {"reason": "传错了"})
    assert (done.status_code, status(cast.zhao, look)) == (302, 404)
    assert "缺扫描件" in read(cast.zhao, f"{own}part/main/")


def test_nothing_is_owed_for_who_was_taken_over(cast: Cast) -> None:
    """Not even where the other college's export was read, which names nobody of this one."""
    rows = [("20240002", "陈小文", OURS[0], "", "文渊书局", "审核通过", "", "")]
    applied(cast, rows=rows, by=cast.sun)
    adopted(cast)
    for key in ("settled", "unentered", "differing", "returned"):
        assert "王晓禾" not in page(cast, key)
        assert "王晓禾" not in page(cast, key, by=cast.qian)
    for who, path in (
        (cast.li, "/signing/"), (cast.wu, "/signing/"), (cast.zhao, "/signing/blocked/"),
        (cast.qian, "/signing/blocked/"), (cast.qian, "/late-changes/"), (cast.li, "/sheets/new/"),
    ):  # fmt: skip
        assert "王晓禾" not in read(who, path), path
    assert "已录入" in read(cast.wang, f"/destinations/{cast.wang_graduate.pk}/")
    # an export of the own college read since that has others and not this one is another matter
    graduate(cast.cohort, cast.agronomy, "20240003", "丁小谷")
    applied(cast, "20240003", "丁小谷", OURS[0], "", "文渊书局", "审核通过", "", "")
    assert "登记系统导出里没有" in page(cast, "unentered")


def test_an_adoption_that_is_undone_leaves_no_batch_to_prove(cast: Cast) -> None:
    upload = adopted(cast)
    attach(cast.zhao, Adoption.objects.get(college=cast.agronomy), paper())
    login(Client(), cast.qian).post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert not Adopted.objects.exists()
    assert "没有启用前的登记" in read(cast.qian, "/adoptions/")
