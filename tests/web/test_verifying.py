"""The trail is verified in the background: the page only says what the last walk found."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import Entry
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from web.cast import Cast
from web.conftest import login
from web.test_trail import unprotected

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page_of(client: Client, cast: Cast) -> str:
    return login(client, cast.zhou).get("/audit/whole/").content.decode()


def verified(client: Client, cast: Cast) -> str:
    """Ask for a walk, let the worker do it, return what the page says then."""
    assert login(client, cast.zhou).post("/audit/whole/verify/").status_code == 302
    assert work_off() == 1
    return page_of(client, cast)


def test_the_page_reads_no_chain_and_says_that_none_was_verified(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "first_break", None)
    assert "还没有核验过" in page_of(client, cast)
    assert not Job.objects.exists()


def test_a_whole_chain_is_said_to_be_whole_up_to_its_end(client: Client, cast: Cast) -> None:
    end = Entry.objects.filter(school_id=cast.school.pk).count()
    assert f"留痕完整：第 1 至 {end} 条" in verified(client, cast)
    entry = Entry.objects.get(action="trail.verify")
    assert (entry.actor_id, entry.after["reached"]) == (cast.zhou.pk, end)
    assert Job.objects.get().total == end


def test_a_broken_chain_is_named_by_its_first_entry(client: Client, cast: Cast) -> None:
    unprotected("update audit_entry set reason = '编的' where seq in (3, 4)")
    assert "留痕链在第 3 条断开" in verified(client, cast)
    assert Job.objects.get().result["broken"] == 3


def test_a_walk_asked_for_twice_is_one(client: Client, cast: Cast) -> None:
    login(client, cast.zhou).post("/audit/whole/verify/")
    Job.objects.update(state=Job.State.RUNNING)
    client.post("/audit/whole/verify/")
    assert Job.objects.count() == 1
    assert "进行中" in page_of(client, cast)


def test_a_walk_that_failed_is_said_to_have_failed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified(client, cast)
    monkeypatch.setattr(chain, "first_break", None)
    page = verified(client, cast)
    assert "没有做完：程序出错" in page
    assert "留痕完整" in page


def test_what_is_written_during_a_walk_breaks_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", 5)

    def written_meanwhile(_seq: int) -> None:
        with trail.atomic():
            trail.record("kept", cast.school, by=cast.qian, school_id=cast.school.pk)

    assert chain.first_break(cast.school.pk, written_meanwhile) is None


def test_an_entry_behind_the_end_is_named(cast: Cast) -> None:
    end = Entry.objects.filter(school_id=cast.school.pk).count()
    last: Any = Entry.objects.get(school_id=cast.school.pk, seq=end)
    last.pk, last.seq, last.previous = None, end + 1, last.hash
    last.hash = chain.hash_of(last)
    last.save()
    broken = chain.first_break(cast.school.pk)
    assert broken is not None
    assert broken.seq == end + 1
