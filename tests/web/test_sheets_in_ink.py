"""批次审签单 signed in ink: the scan taken in whole, who signed when; older sheets refused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import RunStep, Sheet, Signature
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.scans import of_scans
from quxiang.web.approvals.services import sheets
from quxiang.web.approvals.sheets import rows_of
from quxiang.web.audit import chain
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.models import Version
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import RELATED
from quxiang.web.documents.services.making import make_form
from quxiang.web.documents.services.sheets import make_sheet
from quxiang.web.evidence.storage.configured import place
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.posts import appoint, relieve
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS
from quxiang.web.privacy.models import LegalHold
from quxiang.web.roster.models import Graduate
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papers import texts_in
from web.sheeting import ADVISER, SCHOOL, many, sheet_for
from web.signing import reviewer_of_the_school, signing_client
from web.uploads import paper, picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ink(
    by: User, sheet: Sheet, *signed: User, on: str = "", short: str | None = None,
    content: bytes | None = None,
) -> Any:  # fmt: skip
    """Send the scan of a sheet by its page."""
    form = {
        "short": sheet.digest[:12] if short is None else short,
        "on": on or clock.today().isoformat(), "signed": [str(each.pk) for each in signed],
        "file": SimpleUploadedFile("scan.jpg", picture() if content is None else content),
    }  # fmt: skip
    return login(Client(), by).post(f"/sheets/{sheet.pk}/paper/keep/", form)


def page_of(who: User, sheet: Sheet) -> str:
    return str(login(Client(), who).get(f"/sheets/{sheet.pk}/").content.decode())


def states(order: int) -> set[str]:
    return set(RunStep.objects.filter(order=order).values_list("state", flat=True))


def stored() -> int:
    return len(list(place().listed()))


def refused(answer: Any, status: int, why: str, before: int) -> None:
    """Look that a scan was refused in one sentence, and nothing of it is anywhere."""
    assert (answer.status_code, why in answer.content.decode()) == (status, True), why
    assert stored() == before
    assert not Scan.objects.exists()
    assert not Signature.objects.filter(way="paper").exists()


def test_a_sheet_signed_in_ink_is_taken_in_whole_and_shown_with_its_scan(cast: Cast) -> None:
    many(cast, 4)
    sheet = sheet_for(cast)
    form = f"/sheets/{sheet.pk}/paper/"
    assert f'href="{form}"' in page_of(cast.zhao, sheet)
    assert f'href="{form}"' not in page_of(cast.li, sheet)
    asked = login(Client(), cast.zhao).get(form).content.decode()
    assert re.findall(r'name="signed" value="(\d+)"', asked) == [str(cast.li.pk)]
    typed = f" {sheet.digest[:6].upper()} {sheet.digest[6:12]} "
    assert ink(cast.zhao, sheet, cast.li, short=typed, content=paper(2)).status_code == 302
    scan, put = Scan.objects.get(), Signature.objects.filter(sheet=sheet)
    assert (scan.sheet, scan.run, scan.digest, scan.pages) == (sheet, None, sheet.digest, 2)
    assert {(s.user, s.way, s.recorded_by, s.signed_on, s.scan, s.scan_sha256) for s in put} == {
        (cast.li, "paper", cast.zhao, clock.today(), scan, scan.sha256)
    }
    assert sorted(put.values_list("digest", flat=True)) == sorted(
        sheet.rows.values_list("digest", flat=True)
    )
    assert (put.count(), states(3), states(4)) == (4, {"done"}, {"open"})
    act = Entry.objects.get(action="sheet.sign_on_paper")
    assert (act.actor_id, len(act.subject_ids)) == (cast.zhao.pk, 4)
    assert (act.after["signatories"], act.after["scan"]) == ([cast.li.name], scan.sha256)
    assert chain.first_break(cast.school.pk) is None
    assert (cast.school.pk, scan.sha256) in set(of_scans())
    _shown(cast, sheet, scan)


def _shown(cast: Cast, sheet: Sheet, scan: Scan) -> None:
    """Look where a scan is linked from, and that it opens only for who sees the whole sheet."""
    look = f"/scans/{scan.pk}/pages/2/"
    page = page_of(cast.li, sheet)
    assert f'href="{look}"' in page
    assert "纸质 · " in page
    assert "paper/" not in page_of(cast.zhao, sheet)
    one = sheet.rows.all()[0].registration.graduate_id
    part = f"/destinations/{one}/part/beside/"
    linked = {
        who: f'href="/sheets/{sheet.pk}/"' in login(Client(), who).get(part).content.decode()
        for who in (cast.li, cast.zhao, cast.qian)
    }
    assert linked == {cast.li: True, cast.zhao: True, cast.qian: True}
    assert login(Client(), cast.zhao).get(look).headers["Content-Type"] == "image/jpeg"
    seen = Entry.objects.filter(action="view").latest("pk")
    assert len(seen.subject_ids) == 4
    found = {who: login(Client(), getattr(cast, who)).get(look).status_code for who in LOOKERS}
    assert found == LOOKERS


#: who opens the scan of a college's sheet: a graduate on it or an adviser would see the others
LOOKERS = {"qian": 200, "li": 200, "zhou": 403, "sun": 404, "wu": 404, "wang": 404}


def test_a_graduate_on_a_sheet_sees_it_was_signed_on_paper_and_not_the_scan(cast: Cast) -> None:
    steps = [step for step in many(cast, 2) if step.order == 3]
    sheet = sheet_for(cast)
    ink(cast.zhao, sheet, cast.li)
    graduate = steps[0].run.registration.graduate
    graduate.person.user = cast.wang
    type(graduate.person).objects.filter(user=cast.wang).update(user=None)
    graduate.person.save()
    part = f"/destinations/{graduate.pk}/part/beside/"
    text = login(Client(), cast.wang).get(part).content.decode()
    assert "赵秋上传于" in text
    assert f"/sheets/{sheet.pk}/" not in text
    look = login(Client(), cast.wang).get(f"/scans/{Scan.objects.get().pk}/pages/1/")
    assert look.status_code == 404


def test_paper_of_an_older_sheet_or_for_changed_rows_is_refused_and_kept_nowhere(
    cast: Cast,
) -> None:
    steps = [step for step in many(cast, 3) if step.order == 3]
    old, before = sheet_for(cast), stored()
    first = steps[0]
    RunStep.objects.filter(pk=first.pk).update(state="waiting")
    new = sheet_for(cast)
    for short, why in (
        (old.digest[:12], f"这是第 {old.number} 号审签单的摘要"), ("0" * 12, "纸上的是旧单"),
        ("", "还没有填纸上的审签单摘要"), (new.digest[:11], "纸上的是旧单"),
    ):  # fmt: skip
        refused(ink(cast.zhao, new, cast.li, short=short), 422, why, before)
    gone = ink(cast.zhao, old, cast.li)
    refused(gone, 409, f"{first.run.registration.graduate.name}（已退回或撤回", before)
    assert "整单没有签" in gone.content.decode()
    assert ink(cast.zhao, new, cast.li).status_code == 302
    again = ink(cast.zhao, new, cast.li)
    assert (again.status_code, "这一步已经签过" in again.content.decode()) == (409, True)
    assert Scan.objects.count() == 1


def test_what_does_not_fit_the_sheet_is_refused_with_one_sentence(cast: Cast) -> None:
    many(cast, 2)
    sheet, before = sheet_for(cast), stored()
    for answer, status, why in (
        (ink(cast.zhao, sheet), 422, "还没有说明审签单上有谁的签字"),
        (ink(cast.zhao, sheet, cast.wu), 422, "不担任签这张审签单的岗位"),
        (ink(cast.zhao, sheet, cast.li, on="2020-01-01"), 422, "生成之日"),
        (ink(cast.zhao, sheet, cast.li, on="2099-01-01"), 422, "和今天之间"),
        (ink(cast.zhao, sheet, cast.li, on="昨天"), 422, "签字日期"),
        (ink(cast.zhao, sheet, cast.li, content=b"GIF89a"), 422, "不能作为材料上传"),
        (ink(cast.li, sheet, cast.li), 403, "只由"), (ink(cast.sun, sheet, cast.li), 404, ""),
    ):  # fmt: skip
        refused(answer, status, why, before)
    vice = staff(cast.school, "8141", "代理")
    appoint(post=Appointment.objects.get(user=cast.li).post, user=vice, by=None, role="substitute")
    refused(ink(cast.zhao, sheet, cast.li, vice), 422, "只能登记其中一人", before)
    Signature.objects.filter(pk=Signature.objects.earliest("pk").pk).update(user=cast.li)
    refused(ink(cast.zhao, sheet, cast.li), 409, "签字人须回避", before)


def test_a_signatory_must_hold_the_post_on_the_day_and_a_return_ends_what_was_signed(
    cast: Cast,
) -> None:
    many(cast, 2)
    sheet, first = sheet_for(cast), clock.today().isoformat()
    held = Appointment.objects.get(user=cast.li)
    clock.move_to(clock.now() + timedelta(days=5))
    relieve(appointment=held, by=cast.qian)
    new, before = staff(cast.school, "8142", "新任"), stored()
    appoint(post=held.post, user=new, by=None)
    refused(ink(cast.zhao, sheet, new, on=first), 422, "不担任", before)
    RunStep.objects.filter(pk=sheet.rows.all()[0].step_id).update(opened_at=clock.now())
    refused(ink(cast.zhao, sheet, cast.li, on=first), 409, "签字以后曾退回", before)
    RunStep.objects.filter(order=3).update(opened_at=sheet.made_at)
    assert ink(cast.zhao, sheet, cast.li, on=first).status_code == 302
    assert set(Signature.objects.filter(sheet=sheet).values_list("post", "user")) == {
        (held.post_id, cast.li.pk)
    }
    assert states(3) == {"done"}


def test_a_group_signs_one_paper_and_a_secretary_uploads_it(cast: Cast) -> None:
    many(cast, 2)
    vice = appointed(
        staff(cast.school, "8143", "副院"), PostKind.COLLEGE_REVIEWER, cast.agronomy, "副院长"
    )
    secretary = appointed(staff(cast.school, "8144", "文竹"), PostKind.SECRETARY, cast.agronomy)
    RunStep.objects.filter(order=3).update(rule="all")
    sheet = sheet_for(cast)
    assert ink(secretary, sheet, cast.li, vice).status_code == 302
    assert Signature.objects.filter(sheet=sheet).count() == 4
    assert (states(3), states(4)) == ({"done"}, {"open"})


def test_an_adviser_signs_a_list_in_ink_and_the_paper_names_the_hash_by_its_code(
    cast: Cast,
) -> None:
    many(cast, 2, ADVISER)
    for graduate in Graduate.objects.filter(name__startswith="何小"):
        advise(adviser=cast.wu, graduate=graduate, kind="counsellor", by=None)
    sheet = sheet_for(cast, "wu", "adviser")
    print_ = signing_client(cast.zhao)
    made = print_.post(f"/sheets/{sheet.pk}/print/")
    text = texts_in(print_.get(made.headers["Location"]).content)
    assert text.count(f"审签单摘要{sheet.digest[:12]}") == 2  # among the facts, and by the code
    assert ink(cast.zhao, sheet, cast.wu).status_code == 302
    assert (states(2), states(3)) == ({"done"}, {"open"})


def test_the_last_step_in_ink_costs_few_statements_and_its_page_few_queries(cast: Cast) -> None:
    many(cast, 60, SCHOOL)
    school = reviewer_of_the_school(cast)
    sheet = sheets.make(cohort=cast.cohort.pk, college=cast.agronomy.pk, level="school", by=school)
    client = login(Client(), cast.zhao)
    for path in (f"/sheets/{sheet.pk}/", f"/sheets/{sheet.pk}/paper/"):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        asked = [q["sql"] for q in caught if not q["sql"].startswith(("SAVEP", "RELEASE", "BEGIN"))]
        assert len(asked) <= 12, asked
    with CaptureQueriesContext(connection) as caught:
        assert ink(cast.qian, sheet, school).status_code == 302
    assert len(caught) < 100
    assert states(4) == {"done"}


def test_a_scan_goes_after_its_time_unless_somebody_on_the_sheet_is_held(cast: Cast) -> None:
    many(cast, 2)
    sheet = sheet_for(cast)
    ink(cast.zhao, sheet, cast.li)
    kind = KINDS["signed_scans"]
    late, held = clock.now() + timedelta(days=1), Held(cast.school.pk)
    assert list(kind.rows(cast.school.pk, late, held)) == [Scan.objects.get()]
    person = sheet.rows.all()[1].registration.graduate.person
    LegalHold.objects.create(
        school=cast.school, person=person, reason="案号", by=cast.qian, at=clock.now()
    )
    assert not kind.rows(cast.school.pk, late, held).exists()
    kind.delete([Scan.objects.get().pk])
    assert not list(of_scans())
    page = page_of(cast.li, sheet)
    assert "上传于" in page
    assert "/scans/" not in page


def test_the_code_on_a_printed_sheet_says_which_sheet_it_is(cast: Cast) -> None:
    many(cast, 2)
    sheet = sheet_for(cast)
    printed = make_sheet(sheet, rows_of(sheet), site="https://example.test", by=cast.zhao)
    content, before = store.content_of(make_form_of(cast, sheet)), stored()
    refused(ink(cast.zhao, sheet, cast.li, short="", content=content), 422, "不是第", before)
    content = store.content_of(printed)
    wrong = ink(cast.zhao, sheet, cast.li, short="0" * 12, content=content)
    refused(wrong, 422, "不符", before)
    assert ink(cast.zhao, sheet, cast.li, short="", content=content).status_code == 302
    assert Scan.objects.get().sheet == sheet


def make_form_of(cast: Cast, sheet: Sheet) -> Document:
    """Print the review form of somebody on a sheet: no sheet itself."""
    version = Version.objects.select_related(*RELATED).get(pk=rows_of(sheet)[0].version_id)
    return make_form(version, site="https://example.test", by=cast.zhao)
