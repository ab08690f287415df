"""Every refusal is a page in the look of all others: what happened, what is kept, a way back."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings

from quxiang.web.common.errors import SENTENCES, TITLES
from quxiang.web.common.templatetags.parts import _svg, icon
from quxiang.web.imports.services import uploading
from quxiang.web.roster.services.cohorts import archive
from web.cast import Cast
from web.conftest import login

pytestmark = pytest.mark.django_db
GATE = "quxiang.web.common.views._first_pages"
HOME = 'href="/"'


def shown(answer: HttpResponse, status: int) -> str:
    """Return the page of an answer that must be of this status and look like one."""
    text = answer.content.decode()
    assert answer.status_code == status, text
    assert "<h1>" in text
    assert TITLES[status] in text
    assert HOME in text
    assert "qx-bar" in text
    return text


def raising(error: Exception) -> list[tuple[int, object]]:
    def page(request: object) -> HttpResponse:
        raise error

    return [(0, page)]


def test_a_request_nobody_understands(client: Client, cast: Cast) -> None:
    with patch(GATE, raising(SuspiciousOperation("?"))):
        assert SENTENCES[400] in shown(login(client, cast.qian).get("/"), 400)


def test_a_post_that_is_lacking(client: Client, cast: Cast) -> None:
    text = shown(login(client, cast.zhao).get("/begin/steps/"), 403)
    assert "岗位" in text


@pytest.mark.parametrize("path", ["/graduates/999999/", "/no-such-page/"])
def test_what_is_not_there(client: Client, cast: Cast, path: str) -> None:
    shown(login(client, cast.qian).get(path), 404)


def test_a_stranger_gets_the_same_page(client: Client, cast: Cast) -> None:
    shown(client.get("/no-such-page/"), 404)


def test_what_only_a_button_does_cannot_be_opened(client: Client, cast: Cast) -> None:
    answer = login(client, cast.qian).get("/units/add/")
    assert answer.headers["Allow"] == "POST"
    shown(answer, 405)


def test_somebody_else_was_first(client: Client, cast: Cast) -> None:
    archive(cohort=cast.cohort, reason="季后归档", by=cast.qian)
    there = f"/cohorts/{cast.cohort.pk}/"
    late = login(client, cast.qian).post(
        f"{there}archive/", {"archive-reason": "x"}, HTTP_REFERER=f"http://testserver{there}"
    )
    text = shown(late, 409)
    assert f'href="http://testserver{there}"' in text


def test_a_way_back_leads_to_no_other_site(client: Client, cast: Cast) -> None:
    there = login(client, cast.qian).get("/no-such-page/", HTTP_REFERER="https://evil.example/")
    assert "evil.example" not in shown(there, 404)


def test_a_file_too_large_is_refused_before_it_is_read(client: Client, cast: Cast) -> None:
    file = SimpleUploadedFile("名册.xlsx", b"x" * 2_000)
    with patch.object(uploading, "LARGEST", 1_000):
        sent = login(client, cast.qian).post("/imports/", {"target": "roster", "file": file})
    assert "名册.xlsx" in shown(sent, 413)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_form_too_large(client: Client, cast: Cast) -> None:
    form = "application/x-www-form-urlencoded"
    shown(login(client, cast.qian).post("/units/add/", "a=" + "b" * 500, form), 413)


def test_input_that_breaks_a_rule(client: Client, cast: Cast) -> None:
    sent = login(client, cast.qian).post("/graduates/bulk/status/", {})
    assert "请先在列表里选中" in shown(sent, 422)


def test_too_many_wrong_passwords_say_how_long_to_wait(client: Client, cast: Cast) -> None:
    for _ in range(6):
        last = client.post("/login/", {"number": "8001", "password": "geraten"})
    assert "分钟后再试" in shown(last, 429)


def test_our_own_fault_has_a_number_and_no_traceback(client: Client, cast: Cast) -> None:
    with patch(GATE, raising(ZeroDivisionError("王晓禾"))):
        text = shown(login(client, cast.qian).get("/"), 500)
    assert "编号" in text
    assert "王晓禾" not in text
    assert "ZeroDivision" not in text


def test_an_icon_that_is_not_installed_is_left_out_and_logged_once(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    _svg.cache_clear()
    with patch("django.contrib.staticfiles.finders.find", return_value=None):
        text = shown(login(client, cast.qian).get("/no-such-page/"), 404)
        login(client, cast.qian).get("/no-such-page/")
        drawn = str(icon("never-drawn")) + str(icon("never-drawn"))
    _svg.cache_clear()
    assert "<svg" not in text.split("<h1>")[0].split("qx-menu")[-1]
    assert drawn == ""
    assert [each.args for each in caplog.records].count(("never-drawn",)) == 1


def test_the_error_page_stands_even_when_the_menu_fails(client: Client, cast: Cast) -> None:
    broken = patch("quxiang.web.common.menu.menu_for", side_effect=ZeroDivisionError)
    with broken, patch(GATE, raising(ZeroDivisionError())):
        assert SENTENCES[500][:10] in shown(login(client, cast.qian).get("/"), 500)


@pytest.mark.parametrize(
    "said", ["database is locked", "deadlock detected", "canceling statement due to lock timeout"]
)
def test_who_waited_for_the_database_in_vain_is_told_that_it_is_busy(
    client: Client, cast: Cast, said: str
) -> None:
    with patch(GATE, raising(OperationalError(said))):
        assert SENTENCES[503] in shown(login(client, cast.qian).get("/"), 503)
    # a view is noted after the page was made: that may wait in vain as well
    with patch("quxiang.web.audit.trail.chain.append", side_effect=OperationalError(said)):
        assert SENTENCES[503] in shown(client.get("/graduates/"), 503)
    with patch(GATE, raising(OperationalError("disk I/O error"))):
        assert SENTENCES[500] in shown(client.get("/"), 500)
