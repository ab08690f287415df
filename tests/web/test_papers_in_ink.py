"""A paper signed in ink: the printed page with hash and QR, its scan, who signed, older pages."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.orgs.services.posts import relieve
from quxiang.web.papers.models import Paper, PaperFile, PaperSignature
from quxiang.web.papers.states import PaperState
from web.cast import Cast
from web.conftest import login
from web.papering import Heads, act, heads, scan, sent, status
from web.papers import text_of
from web.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BOTH = ["college_party", "college_office"]


@pytest.fixture
def who(cast: Cast) -> Heads:
    return heads(cast)


def printed(cast: Cast, paper: Paper) -> bytes:
    answer = login(Client(), cast.zhao).post(f"/papers/{paper.pk}/sheet/")
    assert answer.status_code == 200, answer.content.decode()
    return bytes(answer.content)


def photographed(pdf: bytes) -> bytes:
    """Return the first page of a PDF as a phone would take it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        image = opened[0].render(scale=2.5).to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def ink(by: Any, paper: Paper, content: bytes | None = None, **typed: Any) -> Any:
    given = {"seats": BOTH, "on": clock.today().isoformat(), "file": scan(content)}
    return act(by, paper, "ink", **{**given, **typed})


def test_a_printed_page_names_the_hash_and_is_recognised_by_its_code(
    cast: Cast, who: Heads
) -> None:
    paper = sent(cast)
    page = printed(cast, paper)
    said = text_of(page)
    assert all(paper.sha256[at : at + 16] in said for at in range(0, 64, 16))
    assert "学院党组织主要负责人" in said
    assert "学院行政主要负责人" in said
    assert "第1页，共1页" in said
    assert ink(cast.zhao, paper, photographed(page)).status_code == 302
    assert paper.state == PaperState.SIGNED
    found = PaperSignature.objects.order_by("seat")
    assert [(each.user, each.way) for each in found] == [(who.yuan, "ink"), (who.he, "ink")]
    assert {each.recorded_by for each in found} == {cast.zhao}


def test_the_page_of_another_paper_or_version_is_refused(cast: Cast, who: Heads) -> None:
    first = sent(cast)
    old = printed(cast, first)
    second = sent(cast)
    answer = ink(cast.zhao, second, photographed(old))
    assert (answer.status_code, "不是这一版的" in answer.content.decode()) == (422, True)
    unread = ink(cast.zhao, second)
    assert "没有读出二维码" in unread.content.decode()
    wrong = ink(cast.zhao, second, short="0123456789abcdef")
    assert "与这一版不符" in wrong.content.decode()
    assert not PaperFile.objects.exists()
    typed = f" {second.short[:8].upper()} {second.short[8:]}"
    assert ink(cast.zhao, second, short=typed).status_code == 302


def test_who_signed_held_the_post_on_that_day(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    relieve(appointment=who.he.appointments.get(), by=None)
    sent_on = clock.today()
    clock.move_to(clock.now() + timedelta(days=3))
    late = ink(cast.zhao, paper, short=paper.short, on=clock.today().isoformat())
    assert "没有人担任学院党组织主要负责人" in late.content.decode()
    early = (sent_on - timedelta(days=1)).isoformat()
    assert "应在送签之日" in ink(cast.zhao, paper, short=paper.short, on=early).content.decode()
    assert "有谁的签字" in ink(cast.zhao, paper, short=paper.short, seats=[]).content.decode()
    right = ink(cast.zhao, paper, short=paper.short, on=sent_on.isoformat())
    assert right.status_code == 302


def test_ink_and_screen_may_be_mixed_and_a_seat_is_signed_once(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    assert status(who.he, paper, "sign") == 302
    assert ink(cast.zhao, paper, short=paper.short).status_code == 409
    one = ink(cast.zhao, paper, short=paper.short, seats=["college_office"])
    assert (one.status_code, paper.state) == (302, PaperState.SIGNED)
    assert ink(who.he, paper).status_code == 403


def test_only_who_handles_a_paper_that_is_being_signed_prints_its_page(
    cast: Cast, who: Heads
) -> None:
    paper = sent(cast)
    assert login(Client(), cast.zhou).post(f"/papers/{paper.pk}/sheet/").status_code == 403
    act(cast.zhao, paper, "withdraw", text="写错了一处")
    assert login(Client(), cast.zhao).post(f"/papers/{paper.pk}/sheet/").status_code == 409
    picture_ = ink(cast.zhao, paper, picture(), short=paper.short)
    assert picture_.status_code == 409
