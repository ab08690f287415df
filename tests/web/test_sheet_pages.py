"""The pages of sheets and of what was signed: three taps, every row shown, refusals with names."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.approvals.models import RunStep, Sheet, Signature
from quxiang.web.destinations.models import Judgement
from quxiang.web.orgs.kinds import PostKind
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papers import texts_in
from web.sheeting import many, sheet_for
from web.signing import signing_client

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def group(cast: Cast) -> dict[str, object]:
    return {"cohort": cast.cohort.pk, "college": cast.agronomy.pk, "level": "college"}


def test_a_leader_signs_all_that_is_clean_in_three_taps(cast: Cast) -> None:
    steps = [step for step in many(cast, 4) if step.order == 3]
    Judgement.objects.filter(version=steps[0].run.version).update(flagged=True)
    client = signing_client(cast.li)
    assert 'href="/sheets/new/"' in client.get("/signing/").content.decode()
    offered = client.get("/sheets/new/").content.decode()
    assert "生成审签单（3 份）" in offered
    assert re.search(r"检查有疑点 1 份", offered)
    assert f'href="/signing/{steps[0].pk}/"' in offered
    made = client.post("/sheets/make/", group(cast))
    sheet = Sheet.objects.get()
    assert made.headers["Location"] == f"/sheets/{sheet.pk}/"
    page = client.get(f"/sheets/{sheet.pk}/").content.decode()
    assert "同意，签这 3 份" in page
    assert page.count("无疑点") == 3
    for row in sheet.rows.select_related("registration__graduate"):
        assert row.registration.graduate.student_no in page
    done = client.post(f"/sheets/{sheet.pk}/sign/", {"seen": sheet.digest})
    assert done.status_code == 302
    assert "李建" in client.get(f"/sheets/{sheet.pk}/").content.decode()
    assert Signature.objects.filter(sheet=sheet, user=cast.li).count() == 3


def test_a_sheet_wants_the_password_and_the_right_hash(cast: Cast) -> None:
    many(cast, 2)
    sheet = sheet_for(cast)
    asked = login(Client(), cast.li).post(f"/sheets/{sheet.pk}/sign/", {"seen": sheet.digest})
    assert (asked.status_code, "请再输入一次登录密码" in asked.content.decode()) == (422, True)
    other = signing_client(cast.li).post(f"/sheets/{sheet.pk}/sign/", {"seen": "0" * 64})
    assert (other.status_code, "不是您看到的那一张" in other.content.decode()) == (409, True)
    assert not Signature.objects.filter(sheet=sheet).exists()


def test_what_changed_is_named_and_the_others_go_on_a_new_sheet(cast: Cast) -> None:
    many(cast, 3)
    sheet, client = sheet_for(cast), signing_client(cast.li)
    first = sheet.rows.select_related("registration__graduate").order_by("pk")[0]
    RunStep.objects.filter(pk=first.step_id).update(state="waiting")
    page = client.get(f"/sheets/{sheet.pk}/").content.decode()
    assert "同意，签这" not in page
    assert "其中 1 份在生成以后有变化" in page
    late = client.post(f"/sheets/{sheet.pk}/sign/", {"seen": sheet.digest})
    assert late.status_code == 409
    assert f"{first.registration.graduate.name}（已退回或撤回" in late.content.decode()
    again = client.post("/sheets/make/", group(cast))
    assert Sheet.objects.latest("pk").size == 2
    assert client.get(again.headers["Location"]).status_code == 200


def test_what_is_picked_stays_off_the_next_sheet_and_is_signed_singly(cast: Cast) -> None:
    many(cast, 3)
    sheet, client = sheet_for(cast), signing_client(cast.li)
    (first, *others) = sheet.rows.order_by("pk").values_list("step_id", flat=True)
    page = client.get(f"/sheets/{sheet.pk}/").content.decode()
    assert page.count('name="without"') == 3
    client.post("/sheets/make/", {**group(cast), "without": [first, "坏", "9" * 5000]})
    again = Sheet.objects.latest("pk")
    assert list(again.rows.order_by("pk").values_list("step_id", flat=True)) == others
    client.post(f"/sheets/{again.pk}/sign/", {"seen": again.digest})
    assert 'name="without"' not in client.get(f"/sheets/{again.pk}/").content.decode()
    assert client.get(f"/signing/{first}/").status_code == 200
    none = client.post("/sheets/make/", {**group(cast), "without": [first]})
    assert (none.status_code, "没有可以放进审签单" in none.content.decode()) == (422, True)


def test_nothing_clean_is_said_and_a_second_signer_is_told(cast: Cast) -> None:
    client = signing_client(cast.li)
    none = client.post("/sheets/make/", group(cast))
    assert (none.status_code, "没有可以放进审签单的登记" in none.content.decode()) == (422, True)
    many(cast, 2)
    sheet = sheet_for(cast)
    vice = appointed(staff(cast.school, "8131", "副手"), PostKind.COLLEGE_REVIEWER, cast.agronomy)
    path, data = f"/sheets/{sheet.pk}/sign/", {"seen": sheet.digest}
    assert client.post(path, data).status_code == 302
    assert signing_client(vice).post(path, data).status_code == 409
    assert client.post(path, data).status_code == 409


def test_what_one_signed_is_listed_filtered_and_leaves_through_the_gate(cast: Cast) -> None:
    many(cast, 3)
    sheet, client = sheet_for(cast), signing_client(cast.li)
    client.post(f"/sheets/{sheet.pk}/sign/", {"seen": sheet.digest})
    page = client.get("/signed/").content.decode()
    assert 'href="/signed/"' in page
    assert page.count("批次签（第 1 号审签单）") == 3
    assert "何小1" in page
    assert "何小" not in client.get("/signed/?way=screen").content.decode()
    assert "何小" not in signing_client(cast.wu).get("/signed/?way=batch").content.decode()
    file = client.post("/signed/export/", {"purpose": "报学院党委会讨论"})
    assert file.status_code == 200
    with zipfile.ZipFile(BytesIO(file.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "党委副书记" in texts


def test_the_pages_cost_few_queries_however_many_rows(cast: Cast) -> None:
    many(cast, 60)
    sheet, client = sheet_for(cast), signing_client(cast.li)
    for path in (f"/sheets/{sheet.pk}/", "/sheets/new/", "/sheets/", "/signing/", "/signed/"):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        asked = [q["sql"] for q in caught if not q["sql"].startswith(("SAVEP", "RELEASE", "BEGIN"))]
        assert len(asked) <= 12, (path, asked)


def test_a_sheet_is_printed_with_every_row_and_the_hash_that_binds_them(cast: Cast) -> None:
    many(cast, 3)
    sheet, client = sheet_for(cast), signing_client(cast.li)
    made = client.post(f"/sheets/{sheet.pk}/print/")
    text = texts_in(client.get(made.headers["Location"]).content)
    assert sheet.digest[:12] in text
    for row in sheet.rows.select_related("registration__graduate"):
        assert row.registration.graduate.student_no in text
    again = client.post(f"/sheets/{sheet.pk}/print/")
    assert again.headers["Location"] == made.headers["Location"]
    assert login(Client(), cast.sun).post(f"/sheets/{sheet.pk}/print/").status_code == 404
