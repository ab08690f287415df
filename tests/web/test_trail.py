"""The audit trail: chained, append-only, written only with the act it is about."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import Entry, SubjectOf
from quxiang.web.audit.pagewords import PAGES
from web.cast import Cast
from web.conftest import login
from web.test_pages import every_name

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_every_act_of_making_a_school_follows_from_the_one_before(cast: Cast) -> None:
    assert Entry.objects.filter(school_id=cast.school.pk).count() > 10
    assert chain.first_break(cast.school.pk) is None


@pytest.mark.parametrize(
    ("column", "value"), [("reason", "'编的'"), ("actor_id", "7"), ("at", "'2020-01-01'")]
)
def test_a_changed_entry_is_named(cast: Cast, column: str, value: str) -> None:
    unprotected(f"update audit_entry set {column} = {value} where seq = 3")
    broken = chain.first_break(cast.school.pk)
    assert broken is not None
    assert broken.seq == 3


def test_a_missing_entry_is_named(cast: Cast) -> None:
    unprotected("delete from audit_entry where seq = 5")
    assert chain.first_break(cast.school.pk) == chain.Break(
        cast.school.pk, 5, "第 5 条不见了，其后是第 6 条。"
    )


def test_a_tail_cut_off_is_seen_by_the_head(cast: Cast) -> None:
    last = Entry.objects.filter(school_id=cast.school.pk).count()
    unprotected(f"delete from audit_entry where seq = {last}")
    broken = chain.first_break(cast.school.pk)
    assert broken is not None
    assert broken.seq == last


@pytest.mark.parametrize("sql", ["update audit_entry set reason = 'x'", "delete from audit_entry"])
def test_the_database_refuses_to_change_the_trail(cast: Cast, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_a_failed_part_recorded_is_forgotten_with_it(cast: Cast) -> None:
    before = Entry.objects.count()
    with trail.atomic():
        trail.record("kept", cast.school, by=cast.qian, school_id=cast.school.pk)
        with pytest.raises(ValueError, match="part"):
            part_that_fails(cast)
    assert [e.action for e in Entry.objects.order_by("seq")[before:]] == ["kept"]


def test_nothing_is_recorded_outside_a_service(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        trail.record("loose", cast.school, by=cast.qian)


def found(client: Client, cast: Cast, query: str) -> list[int]:
    page = login(client, cast.zhou).get(f"/audit/?{query}").content.decode()
    return [int(each) for each in re.findall(r'data-row="(\d+)"', page)]


def test_the_trail_is_searched_by_name_act_and_graduate(client: Client, cast: Cast) -> None:
    login(client, cast.zhao).get(f"/graduates/{cast.wang_graduate.pk}/")
    view = Entry.objects.get(action="view")
    wang = SubjectOf.objects.filter(graduate_id=cast.wang_graduate.pk).values_list("entry_id")
    about = sorted((pk for (pk,) in wang), reverse=True)
    assert found(client, cast, f"subject={cast.wang_graduate.pk}") == about
    assert about[0] == view.pk
    # the search before has shown whom it found, and that is a view of them too
    viewed = found(client, cast, f"subject={cast.wang_graduate.pk}&action=view")
    assert viewed[1:] == [view.pk]
    assert found(client, cast, "actor=赵秋&action=view") == [view.pk]
    assert found(client, cast, "actor=孙文&action=view") == []


def test_the_trail_names_graduates_and_leads_to_them(client: Client, cast: Cast) -> None:
    wang, chen = cast.wang_graduate, cast.chen_graduate
    login(client, cast.qian).get("/graduates/")
    view = Entry.objects.get(action="view")
    link = f'href="/graduates/{wang.pk}/">王晓禾</a>'
    listed = login(client, cast.zhou).get("/audit/?action=view").content.decode()
    assert link in listed
    one = client.get(f"/audit/{view.pk}/").content.decode()
    assert link in one
    assert f"编号 {wang.pk}" not in one
    # whoever reads the trail has seen them, and that is an entry as well
    seen = Entry.objects.filter(action="view", actor_id=cast.zhou.pk).latest("seq")
    assert set(seen.subject_ids) == {wang.pk, chen.pk}
    for asked in ("王晓禾", "wxh", wang.student_no, "２０２４０００１"):
        assert view.pk in found(client, cast, f"subject={asked}"), asked
    assert found(client, cast, "subject=没有这个人") == []


def test_an_entry_calls_a_page_as_people_do(client: Client, cast: Cast) -> None:
    login(client, cast.zhao).get("/graduates/")
    assert set(PAGES) == every_name()
    entry = Entry.objects.filter(action="view").latest("seq")
    assert entry.after["page"] == "roster:graduates"
    shown = login(client, cast.zhou).get(f"/audit/{entry.pk}/").content.decode()
    assert "<div>页面：毕业生</div>" in shown
    assert "roster:graduates" not in shown


@trail.atomic()
def part_that_fails(cast: Cast) -> None:
    trail.record("lost", cast.school, by=cast.qian, school_id=cast.school.pk)
    raise ValueError("part")


def unprotected(sql: str) -> None:
    """Change the trail as somebody with the database in hand would."""
    from quxiang.web.audit.triggers import lift, set_up

    lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    set_up(connection)
