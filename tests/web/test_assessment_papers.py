"""Papers put to a listing by either side, and how many working days a college has."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.assessment.models import ListingTerms
from quxiang.web.common import clock
from quxiang.web.evidence.naming import named_files
from quxiang.web.reference.workdays import after_working_days
from web.assessing import School, act, proposed, school, send
from web.cast import Cast
from web.conftest import login
from web.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def who(cast: Cast) -> School:
    return school(cast)


def a_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("说明.jpg", photo(), "image/jpeg")


def test_papers_are_kept_sealed_by_either_side_and_opened_by_who_sees_the_listing(
    cast: Cast,
) -> None:
    listing = proposed(cast)
    path = f"/assessment/{listing.pk}/attach/"
    assert send(cast.zhao, path, title="情况说明", file=a_photo()).status_code == 302
    paper = listing.papers.get()
    assert (cast.school.pk, paper.sha256) in named_files()
    answers = [
        login(Client(), user).get(f"/assessment/papers/{paper.pk}/pages/1/").status_code
        for user in (cast.zhao, cast.qian, cast.zhou, cast.sun, cast.li)
    ]
    assert answers == [200, 200, 403, 404, 404]
    assert send(cast.qian, path, title="同一份", file=a_photo()).status_code == 422
    for typed in (
        {"title": "没有文件"},
        {"file": a_photo()},
        {"title": "王晓禾", "file": a_photo()},
    ):
        assert send(cast.zhao, path, **typed).status_code == 422
    broken = SimpleUploadedFile("a.jpg", b"no picture at all", "image/jpeg")
    assert send(cast.zhao, path, title="坏的", file=broken).status_code == 422
    assert listing.papers.count() == 1


def test_a_paper_that_comes_while_somebody_decides_is_not_passed_over(
    cast: Cast, who: School
) -> None:
    listing = proposed(cast)
    act(cast.zhao, listing, "reply")
    before = listing.revision
    send(cast.zhao, f"/assessment/{listing.pk}/attach/", title="补充", file=a_photo())
    assert act(who.lin, listing, "include", seen=before) == 409
    assert act(who.lin, listing, "include") == 302


def test_terms_are_versions_and_hold_for_what_comes_later(cast: Cast) -> None:
    first = proposed(cast)
    typed = {"reply_days": 10, "appeal_days": 3, "reason": "校长办公会决定", "after": 0}
    assert send(cast.qian, "/assessment/terms/", **typed).status_code == 302
    assert send(cast.qian, "/assessment/terms/", **typed).status_code == 409
    for wrong in (
        {"reply_days": 0}, {"reply_days": "x"}, {"appeal_days": 61}, {"reason": ""},
        {"after": "x"}, {"reason": "无"},
    ):  # fmt: skip
        asked = {**typed, "reply_days": 9, "after": 1, **wrong}
        assert send(cast.qian, "/assessment/terms/", **asked).status_code == 422, wrong
    assert send(cast.qian, "/assessment/terms/", **{**typed, "after": 1}).status_code == 422
    assert ListingTerms.objects.count() == 1
    due = first.reply_due_on
    first.refresh_from_db()
    assert first.reply_due_on == due
    wanted = after_working_days(cast.school.pk, clock.today(), 10)
    assert proposed(cast).reply_due_on == wanted
