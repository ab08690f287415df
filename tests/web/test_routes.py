"""Routes are data: the centre changes them by versions, and what has begun keeps its copy."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.approvals.models import Route
from quxiang.web.audit.models import Entry
from quxiang.web.destinations.services import filing
from web.cast import Cast
from web.conftest import login
from web.signing import STUDY, file, registration, run_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SHORT = {"step-1": "graduate", "step-3": "group", "rule-3": "competent", "delegable": "on"}


def save(cast: Cast, kind: str, after: int = 1, **form: str) -> tuple[int, str]:
    typed = {"seen": str(after), "reason": "2024-03 党政联席会", **form}
    path = f"/routes/{cast.cohort.pk}/{kind}/save/"
    answer = login(Client(), cast.qian).post(path, typed)
    return answer.status_code, answer.content.decode()


def routes(cast: Cast) -> str:
    path = f"/routes/{cast.cohort.pk}/"
    return login(Client(), cast.zhou).get(path).content.decode()


def test_a_changed_route_changes_no_run_that_has_begun_and_the_page_counts_those(
    cast: Cast,
) -> None:
    file(cast)
    assert run_of(cast).route.number == 1
    assert save(cast, "normal", **SHORT)[0] == 302
    assert run_of(cast).steps.count() == 4
    page = routes(cast)
    assert "仍按以前的版本 <b>1</b> 份" in page
    assert "2024-03 党政联席会" in page
    assert "学院审签（审签组）（主管者签）" in page
    row = registration(cast)
    filing.withdraw(registration=row, seen=row.revision, by=cast.wang)
    file(cast, STUDY)
    assert (run_of(cast).steps.count(), run_of(cast).route.number) == (2, 2)
    assert "仍按以前的版本" not in routes(cast)
    entry = Entry.objects.get(action="route.change")
    assert (entry.reason, entry.actor_id) == ("2024-03 党政联席会", cast.qian.pk)
    assert len(entry.before["steps"]) == len(entry.after["steps"]) + 2 == 4


def test_another_code_takes_the_stamped_route_from_the_next_submission(cast: Cast) -> None:
    stamped = {
        "step-1": "graduate", "step-2": "adviser", "step-3": "post:college_employment_head",
        "stamp-3": "on", "codes": "12、76, 801",
    }  # fmt: skip
    assert save(cast, "flexible", **stamped)[0] == 302
    assert "这里缺：校级就业工作主要负责人" in routes(cast)
    file(cast, STUDY)
    assert (run_of(cast).kind, run_of(cast).steps.filter(stamp=True).count()) == ("flexible", 1)


@pytest.mark.parametrize(
    ("kind", "form", "why"),
    [
        ("normal", {"step-1": "adviser"}, "第一步必须是毕业生本人"),
        ("normal", {"step-1": "graduate", "step-2": "adviser", "step-3": "adviser"}, "两次"),
        ("normal", {}, "1 到 12 步"), ("normal", {"step-1": "post:auditor"}, "从列表里选"),
        ("normal", {**SHORT, "stamp-3": "on"}, "只有岗位签字"),
        ("normal", {**SHORT, "rule-1": "all"}, "只有学院审签"),
        ("normal", {**SHORT, "codes": "11"}, "不能写代码"),
        ("normal", {**SHORT, "reason": " "}, "写明更改的原因"),
        ("flexible", {**SHORT, "codes": ""}, "还没有写"),
        ("flexible", {**SHORT, "codes": "12 999"}, "没有代码为“999”"),
        ("flexible", {**SHORT, "codes": "12 70"}, "已经走“未就业”"),
    ],
)  # fmt: skip
def test_a_route_nobody_could_sign_by_is_refused_with_one_sentence(
    cast: Cast, kind: str, form: dict[str, str], why: str
) -> None:
    status, page = save(cast, kind, **form)
    assert (status, why in page) == (422, True)
    assert Route.objects.filter(number=2).count() == 0


def test_an_older_page_saves_nothing_and_the_same_again_makes_no_version(cast: Cast) -> None:
    assert save(cast, "normal", **SHORT)[0] == 302
    assert save(cast, "normal", **SHORT)[0] == 409
    assert save(cast, "normal", after=2, **SHORT)[0] == 302
    assert Route.objects.filter(kind="normal").count() == 2
