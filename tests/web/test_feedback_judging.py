"""What is done about a college; the five signals of each; an inspection rehearsed."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.alerts.models import Case, RuleRun
from quxiang.web.alerts.plans import find_rule
from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.services.receiving import Filed, receive
from quxiang.web.feedback.judging import judged
from quxiang.web.feedback.models import Handling, Receipt, Rehearsal
from quxiang.web.jobs.services import work_off
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.season.models import Snapshot
from web.alerting import entered, no_snapshots, proved, run_rules
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ACT = {
    "grade": "bulletin", "on": "2024-06-20", "document_no": "校就字〔2024〕3 号", "of": "",
    "text": "佐证缺失较多，限一周内整改。",
}  # fmt: skip


def test_a_grade_is_recorded_and_its_head_acknowledges_it_once(cast: Cast) -> None:
    head = appointed(staff(cast.school, "8201", "贺院"), PostKind.COLLEGE_EMPLOYMENT_HEAD,
                     cast.agronomy)  # fmt: skip
    client = login(Client(), cast.qian)
    act = {**ACT, "college": cast.agronomy.pk}
    bad = client.post("/feedback/handling/record/", {**act, "grade": "shaming"})
    assert bad.status_code == 422
    early = client.post("/feedback/handling/record/", {**act, "on": "2999-01-01"})
    assert (early.status_code, "今天之后" in early.content.decode()) == (422, True)
    assert client.post("/feedback/handling/record/", act).status_code == 302
    made = Handling.objects.get()
    assert Message.objects.get(user=head).text.startswith(
        "【云梦大学】农学院收到一份处理记录（通报）"
    )
    address = f"/feedback/handling/{made.pk}/receipt/"
    for who, status in ((cast.zhao, 403), (cast.sun, 404), (head, 302), (head, 409)):
        assert login(Client(), who).post(address).status_code == status
    assert Receipt.objects.get().by == head
    page = login(Client(), cast.zhao).get("/feedback/handling/").content.decode()
    assert "通报" in page
    assert "贺院" in page
    other = login(Client(), cast.sun).get("/feedback/handling/").content.decode()
    assert "校就字" not in other


def test_the_grades_are_data_with_their_clause(cast: Cast) -> None:
    page = login(Client(), cast.qian).get("/feedback/handling/").content.decode()
    for name in ("反馈", "通报", "约谈", "扣分", "追责", "移交有关部门"):
        assert f'<option value="{_code(name)}">{name}</option>' in page


def _code(name: str) -> str:
    from quxiang.standards import load

    return str(load("2024").tables["handling_grade"].find(name).code)


@pytest.fixture
def planted(cast: Cast) -> Cast:
    """Let 31 of 农学院 be settled, two of them without a paper; one complaint about it."""
    no_snapshots()
    everybody = [cast.wang_graduate] + [
        graduate(cast.cohort, cast.agronomy, f"2024{at:04d}", f"何{at:02d}")
        for at in range(100, 130)
    ]
    for each in everybody:
        entered(cast, each, CONTRACT)
    for each in everybody[2:]:
        proved(cast, each)
    filed = Filed("college", str(cast.agronomy.pk), "有人替我填了去向，我并没有签合同。")
    receive(school=cast.school, filed=filed, nonce="n")
    Complaint.objects.update(cohort=cast.cohort)
    return cast


def test_the_signals_stand_with_counts_thresholds_and_definitions(planted: Cast) -> None:
    run = run_rules(planted)
    found = judged(run)
    names = [each.name for each in found.definitions]
    told = dict(zip(names, found.of("农学院"), strict=True))
    wrong = told["suspect_rate"]
    assert (wrong.numerator, wrong.denominator, wrong.over) == (2, 31, True)
    assert wrong.rate == "6.45 %"
    rule = find_rule("F702")
    assert rule is not None
    thresholds = {each.name: each.threshold for each in found.definitions}
    assert thresholds["suspect_rate"].startswith(f"超过 {rule.params['limit']} %")
    assert told["inconsistency_rate"].rate == "—"  # nobody was checked: not counted, and said so
    lacking = {each.name: each.lacking for each in found.definitions}
    assert "没有给出“核查”表" in lacking["inconsistency_rate"]
    assert "--" not in lacking["inconsistency_rate"]
    complaints = told["complaint_rate"]
    assert (complaints.numerator, complaints.small) == (1, True)
    assert told["inversion_findings"].rate == "0 处"
    page = login(Client(), planted.qian).get("/feedback/signals/").content.decode()
    for words in ("6.45 %", "2/31", "超过界限", "全校", "有未了结的疑似级发现", "工作定义"):
        assert words in page
    own = login(Client(), planted.sun).get("/feedback/signals/").content.decode()
    assert "农学院" not in own
    assert "2/31" not in own


def test_a_rehearsal_freezes_runs_all_and_says_who_must_answer(planted: Cast) -> None:
    client = login(Client(), planted.qian)
    assert client.post("/feedback/rehearsals/begin/", {"why": "本期上报前"}).status_code == 302
    twice = client.post("/feedback/rehearsals/begin/", {"why": "再来一次"})
    assert twice.status_code == 409
    made = Rehearsal.objects.get()
    waiting = client.get(f"/feedback/rehearsals/{made.pk}/").content.decode()
    assert "进行中" in waiting
    work_off()
    made.refresh_from_db()
    assert (made.run.state, Snapshot.objects.count(), RuleRun.objects.count()) == ("done", 1, 1)
    (part,) = [each for each in made.result["colleges"] if each["name"] == "农学院"]
    live = Case.objects.filter(college=planted.agronomy)
    assert part["faults"] == live.filter(verdict="fault").count()
    assert part["to_check"] == live.filter(verdict="to_check").count()
    (papers,) = [each for each in part["rules"] if each["rule"] == "V501"]
    assert (papers["faults"], papers["desk"]) == (2, "学院")
    assert [each["who"] for each in part["answers"] if each["desk"].startswith("学院")] == ["赵秋"]
    page = client.get(f"/feedback/rehearsals/{made.pk}/").content.decode()
    for words in ("赵秋", "V501", "超过界限", "定义与界限"):
        assert words in page
    own = login(Client(), planted.sun).get(f"/feedback/rehearsals/{made.pk}/").content.decode()
    assert "赵秋" not in own
    assert "V501" not in own
    assert login(Client(), planted.wu).get(f"/feedback/rehearsals/{made.pk}/").status_code == 404
