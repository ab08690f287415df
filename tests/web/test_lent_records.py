"""What a round of 交叉互查 lends is read one by one; no other page, count, file, act knows it."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

import quxiang.web
from quxiang.web.common import clock
from quxiang.web.evidence.models import Evidence
from quxiang.web.worksheets.models import CrossRound
from web.cast import Cast
from web.checking import RIGHT, conclude
from web.conftest import login
from web.test_pages import PAGES, SPLIT, Page, made, split, undone
from web.test_views import body_of

__all__ = ["made"]
pytestmark = pytest.mark.django_db
#: every page that shows a lent record, and nobody beside it
READ = {
    "destinations:one", "destinations:part", "destinations:changes",
    "evidence:papers", "evidence:part", "evidence:file", "evidence:thumbnail", "evidence:page",
    "worksheets:sheet", "worksheets:part",
}  # fmt: skip
#: these tell the checker that there are sheets of another side, or are drawn anew each time
SHEETS = {"worksheets:work", "worksheets:chips", "accounts:set_up_totp", "complaints:new"}
#: the only code that asks for what is lent; each shows one graduate and changes nothing
ASKS = {
    "destinations/views/one.py": {"_graduate_read"},
    "evidence/access.py": {"get_readable_evidence_for"},
    "evidence/views/papers.py": {"_read"},
    "roster/access.py": {"get_readable_graduate_for"},
}
#: a token, a number of a request or a moment, which no two answers share
PASSING = re.compile(r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{16}\b|\d{1,2}:\d{2}(:\d{2})?")


def answer(client: Client, page: Page, made: dict[str, int | str]) -> tuple[int, str]:
    """Return status and text of a page as the checker gets it; nothing of it stays."""
    path = reverse(page.name, args=[made[each] for each in page.made])
    asked = {"side": "cross"} if page.name.startswith("worksheets:") and page.made else {}
    with undone(client):
        given = (client.get if page.method == "GET" else client.post)(path, asked)
        text = body_of(given) if page.method == "GET" else ""
    return given.status_code, PASSING.sub("", text)


def test_nothing_but_the_pages_of_the_record_changes_when_it_is_lent(
    cast: Cast,
    made: dict[str, int | str],
) -> None:
    """Every page and act is asked for as the round is over, and again as it is open."""
    pages = [*PAGES, *(split(name) for name in SPLIT)]
    client = login(Client(raise_request_exception=False), cast.sun)
    over = {each: answer(client, each, made) for each in pages}
    CrossRound.objects.update(until=clock.now() + timedelta(days=3))
    told = {each: answer(client, each, made) for each in pages}
    read = {each.name for each in pages if over[each][0] == 404 and told[each][0] == 200}
    assert read == READ
    others = [each for each in pages if each.name not in READ | SHEETS | {"worksheets:conclude"}]
    assert [(e.name, over[e][0], told[e][0]) for e in others if told[e] != over[e]] == []
    shown = [e.name for e in others if cast.wang_graduate.student_no in told[e][1]]
    assert shown == []


def test_no_search_count_or_file_has_a_lent_record(
    cast: Cast,
    made: dict[str, int | str],
) -> None:
    CrossRound.objects.update(until=clock.now() + timedelta(days=3))
    client, wang = login(Client(), cast.sun), cast.wang_graduate
    for path in ("/graduates/", "/registered/", "/seeking/", "/alerts/", "/late-changes/"):
        page = client.get(path, {"q": wang.student_no}).content.decode()
        assert wang.name not in page, path
    leaves = client.post("/graduates/export/", {"purpose": "报学院党委会讨论"})
    rows = list(openpyxl.load_workbook(BytesIO(leaves.content)).active.values)
    cells = {str(cell) for row in rows for cell in row}
    assert cast.chen_graduate.name in cells
    assert wang.name not in cells
    ticked = client.post("/graduates/export/", {"purpose": "报学院讨论", "selected": [wang.pk]})
    assert wang.name.encode() not in ticked.content


def test_a_checker_reads_the_files_of_the_record_but_no_list_that_tells_of_others(
    cast: Cast,
    made: dict[str, int | str],
) -> None:
    CrossRound.objects.update(until=clock.now() + timedelta(days=3))
    client, file = login(Client(), cast.sun), Evidence.objects.get(pk=made["evidence"])
    page = f"/graduates/{cast.wang_graduate.pk}/papers/"
    assert client.get(f"/evidence/{file.pk}/").content == b"a picture"
    assert f"/evidence/{file.pk}/small/" in client.get(page).content.decode()
    Evidence.objects.filter(pk=file.pk).update(is_list=True)
    refused = client.get(f"/evidence/{file.pk}/")
    assert refused.status_code == 403
    assert "只能看到有这份材料" in refused.content.decode()
    assert f"/evidence/{file.pk}/small/" not in client.get(page).content.decode()
    assert login(Client(), cast.li).get(f"/evidence/{file.pk}/").status_code == 200


def test_what_is_lent_offers_no_act_and_no_way_that_is_not_there(
    cast: Cast,
    made: dict[str, int | str],
) -> None:
    CrossRound.objects.update(until=clock.now() + timedelta(days=3))
    client, key = login(Client(raise_request_exception=False), cast.sun), cast.wang_graduate.pk
    pages = [f"/destinations/{key}/", f"/graduates/{key}/papers/"]
    pages += [f"/destinations/{key}/part/{place}/" for place in ("main", "beside", "course")]
    for path in pages:
        page = client.get(path)
        main = page.content.decode().partition("<main")[2] or page.content.decode()
        assert '<form method="post"' not in main, path
        for link in set(re.findall(r'(?:href|hx-get|src)="(/[^"#?]+)', main)) - {"/"}:
            if not link.startswith("/static/"):
                assert client.get(link.replace("&amp;", "&"), {"side": "cross"}).status_code in (
                    200, 302
                ), (path, link)  # fmt: skip
    assert conclude(cast.sun, cast.wang_graduate, "cross", RIGHT).status_code == 302


def test_only_pages_that_change_nothing_ask_for_what_is_lent() -> None:
    root, found = Path(quxiang.web.__path__[0]), {}
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "readable" not in text:
            continue
        for each in ast.walk(ast.parse(text)):
            if isinstance(each, ast.FunctionDef):
                names = {n.id for n in ast.walk(each) if isinstance(n, ast.Name)}
                if names & {"graduates_readable_by", "get_readable_graduate_for"}:
                    found.setdefault(str(path.relative_to(root)), set()).add(each.name)
    assert found == ASKS
