"""An exemption needs two people, covers whom it says, is counted apart, and ends visibly."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from quxiang.cli import run as quxiang
from quxiang.engine.snapshots import verify
from quxiang.web.alerts import tasks
from quxiang.web.alerts.exemptionmodels import Exemption
from quxiang.web.alerts.exemptionreading import exempt_in, exemptions_of
from quxiang.web.alerts.models import Case, RuleSetting
from quxiang.web.alerts.services.running import last_run
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.employers.models import Employer
from quxiang.web.orgs.kinds import PostKind
from web.alerting import cases, entered, no_snapshots, proved, run_rules
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRM = CONTRACT["employer_uscc"]
OTHER = {**CONTRACT, "employer_uscc": "91410700MA0000002X", "employer_name": "新乡农机有限公司"}


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


@pytest.fixture
def clustered(cast: Cast) -> Cast:
    """Four of one firm, the limit, and the rules about clusters alone."""
    for at in range(4):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"2024010{at}", f"何{at}"))
    return cast


def second(cast: Cast) -> Client:
    """Log in the second person of the centre."""
    two = appointed(staff(cast.school, "8099", "林立"), PostKind.CENTRE_OFFICER, None, "副主任")
    return login(Client(), two)


def ask(client: Client, cast: Cast, **typed: str) -> str:
    """Propose one as the form has it; return what is wrong, or nothing."""
    until = (clock.today() + timedelta(days=30)).isoformat()
    given = {"kind": "firm", "employer": FIRM, "until": until, "reason": "走访核实，批量招聘"}
    answer = login(client, cast.qian).post("/alerts/exemptions/new/", {**given, **typed})
    return "" if answer.status_code == 302 else answer.content.decode()


def agree(client: Client, exemption: Exemption) -> int:
    return client.post(f"/alerts/exemptions/{exemption.pk}/approve/").status_code


def state(exemption: Exemption) -> str:
    exemption.refresh_from_db()
    return exemption.state


def test_a_firm_is_exempt_once_another_agreed_and_its_case_closes_visibly(
    client: Client, clustered: Cast
) -> None:
    run_rules(clustered)
    (case,) = cases(rule="E305")
    assert ask(client, clustered) == ""
    exemption = Exemption.objects.get()
    assert agree(client, exemption) == 422  # one's own
    assert state(exemption) == "proposed"
    assert run_rules(clustered).exempt == 0
    assert agree(second(clustered), exemption) == 302
    run = run_rules(clustered)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.exemption_id) == ("closed", "exempted", exemption.pk)
    event = case.events.latest("pk")
    assert (event.kind, f"豁免第 {exemption.pk} 号" in event.text) == ("exempted", True)
    assert run.totals["E305"]["exempted"] == 1
    assert ["E305", clustered.agronomy.pk, exemption.pk, 1] in run.exempted
    assert run.snapshot is not None
    assert verify(run.snapshot.path).differences == []  # with its answers, bit for bit
    again = run_rules(clustered)
    assert (again.opened, again.exempt) == (0, run.exempt)
    assert Entry.objects.filter(action="exemption.approve").count() == 1
    page = client.get(f"/alerts/{case.pk}/").content.decode()
    assert f"按豁免第 {exemption.pk} 号关闭" in page


def test_when_it_ends_the_next_run_raises_it_again_linked(client: Client, clustered: Cast) -> None:
    run_rules(clustered)
    ask(client, clustered)
    exemption, two = Exemption.objects.get(), second(clustered)
    agree(two, exemption)
    run_rules(clustered)
    assert two.post(f"/alerts/exemptions/{exemption.pk}/end/", {"why": ""}).status_code == 422
    assert two.post(f"/alerts/exemptions/{exemption.pk}/end/", {"why": "已不招"}).status_code == 302
    run = run_rules(clustered)
    first, new = cases(rule="E305")
    assert (run.exempt, new.state, new.previous_id) == (0, "open", first.pk)
    assert new.events.get().kind == "recurred"
    assert state(exemption) == "ended"


def test_it_lapses_after_its_last_day(client: Client, clustered: Cast) -> None:
    ask(client, clustered, until=clock.today().isoformat())
    exemption = Exemption.objects.get()
    agree(second(clustered), exemption)
    assert run_rules(clustered).exempt > 0
    clock.move_to(clock.now() + timedelta(days=1))
    assert run_rules(clustered).exempt == 0  # whether or not the tick came first
    tasks.end_lapsed_exemptions(clock.now())
    assert (state(exemption), exemption.answer) == ("ended", "已过截止日")


def test_what_stands_without_the_covered_is_found_all_the_same(
    client: Client, clustered: Cast
) -> None:
    """A list covers three of five, so two are left: exempt; of seven, four are left: found."""
    people = [graduate(clustered.cohort, clustered.agronomy, f"202402{at:02}", "何") for at in "01"]
    for each in people:
        entered(clustered, each, OTHER)
    listed = graduate(clustered.cohort, clustered.agronomy, "20240299", "何山")
    entered(clustered, listed, OTHER)
    paper = proved(clustered, listed)
    paper.is_list, paper.title = True, "省考录用名单"
    paper.save()
    RuleSetting.objects.create(
        school=clustered.school, cohort=clustered.cohort, rule="E305", number=1, by=clustered.qian,
        parameters={"limit": 3}, reason="测试", at=clock.now(),
    )  # fmt: skip
    ask(client, clustered, kind="central", official=paper.sha256, rule="E305")
    assert Exemption.objects.get().list_title == "省考录用名单"
    agree(second(clustered), Exemption.objects.get())
    run = run_rules(clustered)
    assert run.totals["E305"] == {"to_check": 1, "muted": 0, "exempted": 1}
    assert CONTRACT["employer_name"] in cases(rule="E305")[0].message


def test_the_own_school_central_admission_and_a_rule_are_exempt(client: Client, cast: Cast) -> None:
    own = {**CONTRACT, "employer_uscc": "", "no_uscc_reason": "其他", "employer_name": "云梦大学"}
    for at in range(4):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"2024010{at}", f"何{at}"), own)
    entered(cast, cast.chen_graduate)
    two = second(cast)
    ask(client, cast, kind="own_school", employer="")
    ask(client, cast, kind="rule", employer="", rule="V501", college=str(cast.agronomy.pk))
    for each in Exemption.objects.all():
        agree(two, each)
    run = run_rules(cast)
    assert run.totals["V501"] == {"fault": 1, "muted": 0, "exempted": 4}
    assert not cases(rule="E305")
    (chen,) = cases(rule="V501")
    assert chen.college == cast.letters
    ask(client, cast, kind="central", employer="", code="11", rule="V501")
    agree(two, Exemption.objects.latest("pk"))
    assert run_rules(cast).totals["V501"]["exempted"] == 5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"employer": ""}, "请写明是哪个单位"),
        ({"employer": "91410700MA000000"}, "不是统一社会信用代码，请核对 18 位代码。"),
        ({"kind": "central"}, "集中录取请写去向代码，或选一份官方名单，二者选一。"),
        ({"kind": "central", "code": "999"}, "这一届的方案里没有去向代码“999”。"),
        ({"kind": "rule"}, "请选是哪条规则。"),
        ({"kind": ""}, "请选豁免什么。"),
        ({"reason": " "}, "请写明理由和依据"),
        ({"until": ""}, "请写截止日"),
        ({"until": "2020-01-01"}, "截止日 2020-01-01 已经过了"),
    ],
)
def test_a_proposal_that_covers_nobody_or_is_thin_is_refused(
    client: Client, cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in ask(client, cast, **typed)
    assert not Exemption.objects.exists()


def test_a_name_several_firms_bear_needs_a_code(client: Client, cast: Cast) -> None:
    for uscc in (FIRM, OTHER["employer_uscc"]):
        firm = Employer.objects.create(
            school=cast.school, uscc=uscc, name="太行种业", folded_name="太行种业",
            recorded_at=clock.now(),
        )  # fmt: skip
        firm.names.create(
            school=cast.school, name="太行种业", folded_name="太行种业", recorded_at=clock.now()
        )
    assert "有几个单位都叫“太行种业”" in ask(client, cast, employer="太行种业")
    firm.names.all().delete()
    assert ask(client, cast, employer="太行种业") == ""
    made = Exemption.objects.get()
    assert (made.uscc, made.name) == (FIRM, "太行种业")
    assert exemptions_of(Employer.objects.get(uscc=FIRM)) == [made]
    assert exemptions_of(firm) == []


def test_refused_and_withdrawn_ones_never_come_into_force(client: Client, clustered: Cast) -> None:
    two = second(clustered)
    ask(client, clustered)
    first = Exemption.objects.get()
    assert two.post(f"/alerts/exemptions/{first.pk}/withdraw/").status_code == 422
    assert (
        two.post(f"/alerts/exemptions/{first.pk}/refuse/", {"why": "依据不足"}).status_code == 302
    )
    ask(client, clustered)
    newer = Exemption.objects.latest("pk")
    assert client.post(f"/alerts/exemptions/{newer.pk}/withdraw/").status_code == 302
    assert agree(two, newer) == 409
    assert (state(first), state(newer)) == ("refused", "withdrawn")
    assert run_rules(clustered).exempt == 0
    page = client.get("/alerts/exemptions/").content.decode()
    assert "未同意" in page
    assert "已撤回" in page


@pytest.mark.django_db(transaction=True)
def test_exempt_and_to_check_stand_beside_every_total(
    client: Client, clustered: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    entered(clustered, clustered.chen_graduate, OTHER)
    ask(client, clustered)
    agree(second(clustered), Exemption.objects.get())
    assert quxiang(["alerts", "run", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["exempted"] == sum(each.get("exempted", 0) for each in said["rules"].values()) > 0
    exempt = said["exempted"]
    assert quxiang(["alerts", "list"]) == 0
    live = Case.objects.filter(state="open")
    doubtful = live.filter(verdict="to_check").count()
    told = f"共 {live.count()} 件，其中待核 {doubtful} 件；另有 {exempt} 项按豁免不列。"
    assert capsys.readouterr().out.splitlines()[-1] == told
    assert quxiang(["alerts", "list", "--college", "文学院"]) == 0
    assert "另有 0 项按豁免不列" in capsys.readouterr().out
    board = login(client, clustered.qian).get("/alerts/").content.decode()
    assert f"列出 {live.count()} 件，其中待核 {doubtful} 件；另有 {exempt} 项按豁免不列。" in board
    runs = client.get("/alerts/runs/").content.decode()
    assert f"不列 {exempt} 项" in runs
    mine = exempt_in(last_run(clustered.cohort), colleges=[clustered.agronomy.pk])
    parts = {"rules": exempt, "colleges": exempt, f"colleges/{clustered.agronomy.pk}": mine}
    for part, number in parts.items():
        page = client.get(f"/alerts/{part}/").content.decode()
        assert f'<div class="value">{number}</div><div class="label">按豁免不列' in page, part
    for who, count in ((clustered.zhao, mine), (clustered.sun, 0)):
        page = login(Client(), who).get("/alerts/").content.decode()
        assert f"另有 {count} 项按豁免不列" in page


def test_an_exemption_of_last_century_is_not_agreed_to(client: Client, cast: Cast) -> None:
    ask(client, cast)
    Exemption.objects.update(until=date(1999, 1, 1))
    assert agree(second(cast), Exemption.objects.get()) == 422
