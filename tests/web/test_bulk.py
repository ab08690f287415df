"""The same change for many selected graduates: in sets, and nothing of another is written over."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.orgs.models import Advising
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.roster.selectors import as_known_at
from quxiang.web.roster.services import bulkchanges, changes
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ON = date(2024, 6, 20)


def many(cast: Cast, count: int) -> list[Graduate]:
    return [
        graduate(cast.cohort, cast.agronomy, f"2024777{number:04}", f"多{number}")
        for number in range(count)
    ]


def postponed(cast: Cast, selected: list[Graduate]) -> bulkchanges.Done:
    return bulkchanges.set_status_of_many(
        graduates=selected, status="延期", effective_on=ON, note="延期名单", by=cast.qian
    )


def test_a_bulk_change_is_a_version_each_and_one_entry_for_all(client: Client, cast: Cast) -> None:
    selected, before = many(cast, 3), clock.now()
    form = {"selected": [each.pk for each in selected], "status": "延期", "note": "延期名单"}
    answer = login(client, cast.qian).post(
        "/graduates/bulk/status/", {**form, "effective_on": "2024-06-20"}, follow=True
    )
    assert "已更改 3 人的学籍状态" in answer.content.decode()
    versions = GraduateVersion.objects.filter(graduate__in=selected, number=2)
    assert {(v.status, v.note, v.effective_on, v.by_id) for v in versions} == {
        ("延期", "延期名单", ON, cast.qian.pk)
    }
    entry = Entry.objects.get(action="graduate.status")
    assert (entry.reason, set(entry.subject_ids)) == ("延期名单", {e.pk for e in selected})
    known = as_known_at(cast.cohort, before).filter(graduate__in=selected)
    assert {each.status for each in known} == {"预计毕业"}


def test_a_bulk_change_costs_no_more_statements_for_more_people(cast: Cast) -> None:
    def statements(selected: list[Graduate]) -> int:
        with CaptureQueriesContext(connection) as asked:
            postponed(cast, selected)
        return len(asked)

    few, more = many(cast, 12)[:2], list(Graduate.objects.filter(student_no__startswith="2024777"))
    assert statements(few) >= statements(more[2:])


def test_who_was_changed_since_the_selection_is_left_and_counted(cast: Cast) -> None:
    selected = many(cast, 3)
    changes.remove(graduate=Graduate.objects.get(pk=selected[0].pk), note="重复", by=cast.qian)
    assert postponed(cast, selected) == bulkchanges.Done(changed=2, left=1)
    first = Graduate.objects.get(pk=selected[0].pk)
    assert (first.status, first.removed) == ("预计毕业", True)


def test_a_bulk_transfer_takes_advising_along(cast: Cast) -> None:
    selected = many(cast, 2)
    for each in selected:
        Advising.objects.create(
            school=cast.school, college=cast.agronomy, adviser=cast.wu, graduate=each,
            kind="adviser", started_at=clock.now(),
        )  # fmt: skip
    done = bulkchanges.transfer_many(
        graduates=selected, college=cast.letters, effective_on=ON, note="并院", by=cast.qian
    )
    assert done == bulkchanges.Done(2, 0)
    moved = Advising.objects.filter(graduate__in=selected).values_list("college_id", flat=True)
    assert set(moved) == {cast.letters.pk}
