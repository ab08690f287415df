"""Signed by hand: the printed form, its scan, who signed when; stamps; older forms refused."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from pytest_django import Settings

from quxiang.web.approvals.models import Signature
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import make_person_file
from quxiang.web.evidence.health import broken_files
from quxiang.web.evidence.intake.apart import scanned_apart
from quxiang.web.evidence.intake.codes import PAGES
from quxiang.web.evidence.services.adding import limits
from quxiang.web.evidence.services.sweeping import sweep
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.configured import place
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.services.posts import appoint, relieve
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papers import text_of
from web.signing import (
    CONTRACT,
    FREELANCE,
    file,
    heads,
    kept_paper,
    open_step,
    printed_form,
    registration,
    reviewer_of_the_school,
    run_of,
    signing_client,
)
from web.uploads import paper, picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OTHER = {"code": "12", "employer_name": "云梦种业有限公司", "employer_uscc": "91410700MA0000001X"}


def states(cast: Cast) -> list[str]:
    return [each.state for each in run_of(cast).steps.order_by("order")]


def stored() -> int:
    return len(list(place().listed()))


@pytest.mark.parametrize("typed", [FREELANCE, {**CONTRACT, **OTHER, "wage_floor_met": "yes"}])
def test_12_and_76_go_to_their_end_in_the_web_with_two_stamped_papers(
    cast: Cast, typed: dict[str, str]
) -> None:
    xu, (gao, liang) = reviewer_of_the_school(cast), heads(cast)
    file(cast, typed)
    for who in (cast.wu, cast.li, gao):
        page = f"/signing/{open_step(cast).pk}/"
        assert signing_client(who).post(f"{page}sign/", {"seen": "1"}).status_code == 302
    assert states(cast)[3] == "open"  # signed, and the seal is not on any paper yet
    shown = login(Client(), cast.zhao).get(f"/signing/{open_step(cast).pk}/paper/")
    assert "盖章在上" in shown.content.decode()
    lacks = "还缺规定的材料：本人签字确认的证明材料" in shown.content.decode()
    assert lacks is (typed == FREELANCE)  # said, and not in the way of signing
    number = printed_form(cast).label
    assert kept_paper(cast, cast.sun, number, {}, [4]).status_code == 404
    assert kept_paper(cast, cast.zhao, number, {}, [4]).status_code == 302
    late = kept_paper(cast, cast.qian, printed_form(cast).label, {"5": [xu], "6": [liang]}, [6])
    assert late.status_code == 302
    assert (registration(cast).state, run_of(cast).state) == ("signed", "completed")
    stamps = Entry.objects.filter(action="registration.stamp").order_by("pk")
    assert [each.actor_id for each in stamps] == [cast.zhao.pk, cast.qian.pk]
    whole = login(Client(), cast.wang).get(f"/destinations/{cast.wang_graduate.pk}/part/beside/")
    assert "赵秋声明" in whole.content.decode()


def test_a_form_signed_by_all_is_recorded_at_once_and_shown_with_who_uploaded_it(
    cast: Cast,
) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    form = printed_form(cast)
    everybody = {"2": [cast.wu], "3": [cast.li], "4": [xu]}
    assert kept_paper(cast, cast.zhao, form.label, everybody, content=paper(2)).status_code == 302
    assert registration(cast).state == "signed"
    kept, scan = Signature.objects.get(user=cast.li), Scan.objects.get()
    assert (kept.way, kept.recorded_by, kept.signed_on) == ("paper", cast.zhao, clock.today())
    assert (kept.scan, kept.scan_sha256, scan.number) == (scan, scan.sha256, form.label)
    assert (kept.digest, kept.evidence, scan.digest) == (scan.digest, scan.evidence, kept.digest)
    assert Entry.objects.filter(action="registration.sign_on_paper", actor_id=cast.zhao.pk)
    part = f"/destinations/{cast.wang_graduate.pk}/part/beside/"
    text = login(Client(), cast.wang).get(part).content.decode()
    assert "纸质 · " in text
    assert "赵秋上传于" in text
    look = f"/scans/{scan.pk}/pages/2/"
    assert login(Client(), cast.wang).get(look).headers["Content-Type"] == "image/jpeg"
    assert login(Client(), cast.zhou).get(look).status_code == 403
    assert login(Client(), cast.sun).get(look).status_code == 404
    assert "纸质签" in text_of_form(cast)


def text_of_form(cast: Cast) -> str:
    return text_of(store.content_of(printed_form(cast)))


def test_a_form_of_an_older_version_other_files_or_somebody_else_is_refused_and_kept_nowhere(
    cast: Cast,
) -> None:
    file(cast)
    old, before = printed_form(cast), stored()
    back = signing_client(cast.wu)
    back.post(f"/signing/{open_step(cast).pk}/back/", {"seen": "1", "reason": "日期不对"})
    file(cast, {**CONTRACT, "agreed_on": "2024-05-21"})
    for number, why in (
        (old.label, "第 1 版的表"), ("审〔2024〕99999 号", "没有编号"), ("", "还没有填"),
        (old.label.replace("审", "批").replace("1 号", "9 号"), "没有编号"),
    ):  # fmt: skip
        answer = kept_paper(cast, cast.zhao, number, {"2": [cast.wu]})
        assert (answer.status_code, why in answer.content.decode()) == (422, True), number
    stale = kept_paper(cast, cast.zhao, printed_form(cast).label, {"2": [cast.wu]}, seen=1)
    assert stale.status_code == 409
    assert stored() == before
    assert not Scan.objects.exists()
    assert not Signature.objects.filter(way="paper").exists()


@pytest.mark.parametrize(
    ("signed", "on", "why"),
    [
        ({"2": ["li"]}, "", "不担任"), ({"3": ["li"]}, "", "还没有轮到"),
        ({"2": ["wu"]}, "2020-01-01", "打印之日"), ({"2": ["wu"]}, "2099-01-01", "今天之间"),
        ({"2": ["wu"]}, "昨天", "签字日期"), ({}, "", "还没有说明"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_form_is_refused_with_one_sentence(
    cast: Cast, signed: dict[str, list[str]], on: str, why: str
) -> None:
    file(cast)
    form, before = printed_form(cast), stored()
    named = {order: [getattr(cast, each) for each in names] for order, names in signed.items()}
    answer = kept_paper(cast, cast.zhao, form.label, named, on=on)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert kept_paper(cast, cast.zhao, form.label, named, content=b"GIF89a").status_code == 422
    assert (stored(), states(cast)[1]) == (before, "open")


def test_a_signatory_must_hold_the_post_on_that_day_or_stand_in_for_who_does(cast: Cast) -> None:
    file(cast)
    form = printed_form(cast)
    held = Appointment.objects.get(user=cast.li)
    clock.move_to(clock.now() + timedelta(days=5))
    relieve(appointment=held, by=cast.qian)
    new = staff(cast.school, "8120", "新任")
    appoint(post=held.post, user=new, by=None)
    first = (clock.today() - timedelta(days=5)).isoformat()
    early = {"2": [cast.wu], "3": [new]}
    assert kept_paper(cast, cast.zhao, form.label, early, on=first).status_code == 422
    late = kept_paper(cast, cast.zhao, form.label, {"2": [cast.wu], "3": [cast.li]})
    assert late.status_code == 302  # until the hour of being relieved, that same day
    clock.move_to(clock.now() + timedelta(days=1))
    assert Signature.objects.get(user=cast.li).post == held.post


def test_two_people_named_for_one_post_are_refused_and_neither_is_dropped(cast: Cast) -> None:
    file(cast)
    post = cast.li.appointments.get().post
    appoint(post=post, user=staff(cast.school, "8301", "周替"), by=None, role="substitute")
    both = [cast.li, post.appointments.get(role="substitute").user]
    number = printed_form(cast).label
    answer = kept_paper(cast, cast.zhao, number, {2: [cast.wu], 3: both})
    assert answer.status_code == 422
    assert "同一岗位只能登记一人" in answer.content.decode()
    assert not Scan.objects.exists()
    assert not Signature.objects.filter(way="paper").exists()


def test_a_secretary_uploads_and_does_not_vouch_for_a_stamp(cast: Cast) -> None:
    gao, _ = heads(cast)
    secretary = appointed(staff(cast.school, "8121", "文竹"), PostKind.SECRETARY, cast.agronomy)
    file(cast, FREELANCE)
    number, signed = printed_form(cast).label, {"2": [cast.wu], "3": [cast.li], "4": [gao]}
    assert kept_paper(cast, secretary, number, signed, [4]).status_code == 403
    post = Appointment.objects.get(user=gao).post
    appoint(post=post, user=cast.wu, by=None, role="substitute")
    both = kept_paper(cast, secretary, number, {**signed, "4": [cast.wu]})
    assert (both.status_code, "另一级" in both.content.decode()) == (422, True)
    assert states(cast)[1] == "open"  # all of a form is recorded, or nothing
    assert kept_paper(cast, secretary, number, signed).status_code == 302
    assert states(cast)[:4] == ["done", "done", "done", "open"]


def test_what_was_signed_before_a_return_counts_no_more_whatever_the_scan(cast: Cast) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    form = printed_form(cast)
    kept_paper(cast, cast.zhao, form.label, {"2": [cast.wu], "3": [cast.li]})
    clock.move_to(clock.now() + timedelta(days=2))
    data = {"seen": "1", "reason": "请核对协议", "to": "2"}
    assert signing_client(xu).post(f"/signing/{open_step(cast).pk}/back/", data).status_code == 302
    first = (clock.today() - timedelta(days=2)).isoformat()
    again = kept_paper(cast, cast.zhao, form.label, {"2": [cast.wu]}, on=first)
    assert (again.status_code, "退回重签" in again.content.decode()) == (422, True)
    assert kept_paper(cast, cast.zhao, form.label, {"2": [cast.wu]}).status_code == 302


def test_a_scan_that_is_named_is_not_swept(
    cast: Cast, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    file(cast)
    kept_paper(cast, cast.zhao, printed_form(cast).label, {"2": [cast.wu]})
    later = clock.real_now() + timedelta(days=2)
    monkeypatch.setattr("quxiang.web.common.clock.real_now", lambda: later)
    sweep(clock.now())
    names = sorted(name for name, _ in place().listed())
    name = vault.name_of(cast.school.pk, Scan.objects.get().sha256)
    assert names == [name, name + vault.SMALL]
    assert broken_files() == (1, [])


def scanned(document: Document, turned: float = 0) -> bytes:
    """Return the first page of a printed document as a scan of 150 dpi, turned by some degrees."""
    page = pypdfium2.PdfDocument(store.content_of(document))[0]
    image = page.render(scale=150 / 72).to_pil().convert("L")
    out = io.BytesIO()
    image.rotate(turned, expand=True, fillcolor=255).save(out, "JPEG", quality=70)
    return out.getvalue()


@pytest.mark.parametrize("turned", [0, 2, 90, 183, 270])
def test_the_code_of_a_scan_says_which_form_it_is_whichever_way_up_it_lies(
    cast: Cast, turned: float
) -> None:
    file(cast)
    form = printed_form(cast)
    scan = scanned(form, turned)
    assert kept_paper(cast, cast.zhao, "", {"2": [cast.wu]}, content=scan).status_code == 302
    assert Scan.objects.get().number == form.label


def test_a_code_is_believed_before_what_is_typed_and_an_older_form_is_known_by_it(
    cast: Cast,
) -> None:
    file(cast)
    old, before = printed_form(cast), stored()
    other = make_person_file(cast.wang_graduate, site="https://example.test", by=cast.zhao)
    for content, number, why in (
        (store.content_of(old), "审〔2024〕99999 号", "填的却是"),
        (scanned(other), "", "不是去向登记审核表"), (picture(), "", "没有读出二维码"),
    ):  # fmt: skip
        answer = kept_paper(cast, cast.zhao, number, {"2": [cast.wu]}, content=content)
        assert (answer.status_code, why in answer.content.decode()) == (422, True), why
    back = signing_client(cast.wu)
    back.post(f"/signing/{open_step(cast).pk}/back/", {"seen": "1", "reason": "日期不对"})
    file(cast, {**CONTRACT, "agreed_on": "2024-05-21"})
    new = printed_form(cast)
    answer = kept_paper(cast, cast.zhao, new.label, {"2": [cast.wu]}, content=scanned(old))
    assert (answer.status_code, "填的却是" in answer.content.decode()) == (422, True)
    answer = kept_paper(cast, cast.zhao, "", {"2": [cast.wu]}, content=scanned(old))
    assert (answer.status_code, "第 1 版的表" in answer.content.decode()) == (422, True)
    assert (stored(), Scan.objects.count()) == (before, 0)


def test_codes_are_looked_for_on_the_first_pages_only(cast: Cast) -> None:
    file(cast)
    form = pikepdf.open(io.BytesIO(store.content_of(printed_form(cast))))
    for blank, read in ((PAGES - 1, True), (PAGES, False)):
        with pikepdf.open(io.BytesIO(paper(blank))) as whole:
            whole.pages.extend(form.pages)
            whole.save(out := io.BytesIO())
        _, codes = scanned_apart(out.getvalue(), limits())
        assert bool(codes) is read
