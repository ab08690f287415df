"""Files come with what is said of a case, are looked at by who sees it, and stay told of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case, CaseFile
from quxiang.web.alerts.services.answering import newest_event
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.evidence.naming import named_files
from quxiang.web.evidence.storage import vault
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS
from quxiang.web.privacy.models import LegalHold
from web.alerting import entered, run_rules
from web.cast import Cast, graduate
from web.conftest import login
from web.test_cases import found  # noqa: F401 - a fixture
from web.uploads import opened, paper, photo

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def upload(content: bytes, name: str = "证明.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def the(cast: Cast) -> Case:
    return Case.objects.get(rule="V501", graduate=cast.wang_graduate, closed_at__isnull=True)


def post(user: User, case: Case, act: str, **form: Any) -> Any:
    form = {"seen": newest_event(case), **form}
    return login(Client(), user).post(f"/alerts/{case.pk}/{act}/", form)


def explained(cast: Cast, case: Case, content: bytes | None = None) -> CaseFile:
    said = {"answer": "explained", "text": "单位已盖章证明", "title": "单位证明"}
    answer = post(cast.zhao, case, "answer", **said, file=upload(content or photo(6)))
    assert answer.status_code == 302, answer.content.decode()
    return CaseFile.objects.latest("pk")


def look(user: User, file: CaseFile, number: int = 1) -> Any:
    return login(Client(), user).get(f"/alerts/files/{file.pk}/{number}/")


def withdraw(user: User, file: CaseFile, **form: Any) -> Any:
    return login(Client(), user).post(f"/alerts/files/{file.pk}/withdraw/", form)


def test_an_explained_answer_carries_its_evidence(found: Cast) -> None:  # noqa: F811
    case = the(found)
    file = explained(found, case)
    kept = vault.content_of(found.school.pk, file.sha256)
    assert not opened(kept).getexif()  # where and with what it was taken is gone
    assert (file.title, file.pages, file.by, file.media_type) == (
        "单位证明", 1, found.zhao, "image/jpeg",
    )  # fmt: skip
    page = login(Client(), found.qian).get(f"/alerts/{case.pk}/").content.decode()
    assert all(each in page for each in ("单位证明", "赵秋于", file.sha256[:12]))
    noted = Entry.objects.get(action="casefile.put")
    assert noted.after["sha256"] == file.sha256
    assert (noted.actor_id, list(noted.subject_ids)) == (found.zhao.pk, [found.wang_graduate.pk])
    shown = look(found.qian, file)
    assert (shown.status_code, shown.content) == (200, kept)
    assert "no-store" in shown.headers["Cache-Control"]


def test_only_who_sees_the_case_opens_its_files(found: Cast) -> None:  # noqa: F811
    file = explained(found, the(found))
    opens = {
        name: look(getattr(found, name), file).status_code
        for name in ("qian", "zhao", "li", "sun", "feng", "wang", "wu", "zhou")
    }
    assert {who for who, status in opens.items() if status == 200} == {"qian", "zhao", "li"}
    assert opens["zhou"] == 403  # a picture cannot be masked
    assert {opens[who] for who in ("sun", "feng", "wang", "wu")} == {404}
    assert Client().get(f"/alerts/files/{file.pk}/1/").status_code == 302
    assert look(found.qian, file, 2).status_code == 404
    seen = Entry.objects.filter(action="view", actor_id=found.qian.pk).latest("seq")
    assert list(seen.subject_ids) == [found.wang_graduate.pk]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a workbook", "不能作为材料上传"),
        (b"", "空的"),
        (paper(70), "70 页"),
        (b"%PDF-1.7 cut off", "打不开"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_answered(
    found: Cast,  # noqa: F811
    content: bytes,
    said: str,
) -> None:
    case = the(found)
    form = {"answer": "explained", "text": "见附件的证明", "file": upload(content)}
    refused = post(found.zhao, case, "answer", **form)
    assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert "见附件的证明" in refused.content.decode()  # what was typed stays
    case.refresh_from_db()
    assert (case.state, CaseFile.objects.count()) == ("open", 0)


def test_who_verifies_sends_back_or_comments_puts_files_too(found: Cast) -> None:  # noqa: F811
    case = the(found)
    explained(found, case)
    back = post(found.qian, case, "back", text="公章不清", file=upload(paper(2)), title="放大件")
    assert back.status_code == 302
    assert post(found.li, case, "comment", file=upload(photo())).status_code == 302
    explained(found, case, paper())
    assert post(found.qian, case, "close", text="对", file=upload(paper(3))).status_code == 302
    told = {(f.by.name, f.title): f.pages for f in CaseFile.objects.all()}
    assert told == {
        ("赵秋", "单位证明"): 1, ("钱明", "放大件"): 2, ("李建", "证明.jpg"): 1,
        ("钱明", "证明.jpg"): 3,
    }  # fmt: skip
    nothing = post(found.zhou, case, "comment", file=upload(photo()))
    assert (nothing.status_code, CaseFile.objects.count()) == (403, 5)


def test_a_file_is_withdrawn_in_plain_sight_and_never_deleted(found: Cast) -> None:  # noqa: F811
    case = the(found)
    file, seen = explained(found, case), newest_event(case)
    assert withdraw(found.zhao, file, reason="").status_code == 422
    assert withdraw(found.li, file, reason="不是我附的").status_code == 403
    assert withdraw(found.sun, file, reason="看不见").status_code == 404
    assert withdraw(found.zhao, file, reason="传错了人", case=case.pk).status_code == 302
    assert look(found.zhao, file).status_code == 404
    page = login(Client(), found.qian).get(f"/alerts/{case.pk}/").content.decode()
    assert all(each in page for each in ("单位证明", "已撤下", "传错了人"))
    assert withdraw(found.qian, file, reason="又一次").status_code == 404
    # who verifies by a page that still showed the file is told
    late = post(found.qian, case, "close", seen=seen, text="材料看过了")
    assert late.status_code == 409
    assert vault.content_of(found.school.pk, file.sha256)
    assert (found.school.pk, file.sha256) in named_files()
    assert Entry.objects.filter(action="casefile.withdraw").count() == 1


def test_one_file_answers_many_cases_and_is_no_reused_evidence(found: Cast) -> None:  # noqa: F811
    for number in (3, 4, 5):
        entered(found, graduate(found.cohort, found.agronomy, f"2024000{number}", "丁小谷"))
    run_rules(found)
    mine = Case.objects.filter(rule="V501", college=found.agronomy)
    client = login(Client(), found.zhao)
    asked = client.post("/alerts/answer/", {"selected": [c.pk for c in mine]}).content.decode()
    assert "附到选中的每一件" in asked
    form = {
        "selected": [c.pk for c in mine], "answer": "explained", "text": "学院统一说明",
        "title": "学院说明", "file": upload(paper()),
    }  # fmt: skip
    assert client.post("/alerts/answer/", form).status_code == 302
    file = CaseFile.objects.get()
    assert (file.filings.count(), mine.filter(state="answered").count()) == (4, 4)
    assert Entry.objects.get(action="casefile.put").after["count"] == 4
    before = Case.objects.count()
    clock.move_to(clock.now() + timedelta(minutes=1))
    run_rules(found)
    assert Case.objects.count() == before  # nobody is asked why one paper proves four


def test_files_are_kept_three_years_and_longer_under_a_hold(found: Cast) -> None:  # noqa: F811
    file, school = explained(found, the(found)), found.school.pk
    kind = KINDS["case_files"]
    assert kind.days == 3 * 366
    long_after = clock.now().replace(year=file.keep_from.year + 4)
    assert list(kind.rows(school, long_after, Held(school))) == [file]
    assert not kind.rows(school, clock.now(), Held(school)).exists()
    LegalHold.objects.create(
        school=found.school, person=found.wang_graduate.person, reason="案号", by=found.qian,
        at=clock.now(),
    )  # fmt: skip
    assert not kind.rows(school, long_after, Held(school)).exists()
