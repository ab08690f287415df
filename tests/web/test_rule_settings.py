"""The centre sets which rules run, how sharp and from when; a run and the form go by it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.snapshots import open_snapshot, verify
from quxiang.web.alerts.duedates import days_of
from quxiang.web.alerts.governing import chosen_of
from quxiang.web.alerts.models import Case, DueDays, RuleSetting
from quxiang.web.alerts.parameters import read, said
from quxiang.web.alerts.parameterwords import WORDS, told_of
from quxiang.web.alerts.plans import find_rule
from quxiang.web.alerts.settingforms import PREFIX
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.judging import judge
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.tasks import sweep, unjudged
from quxiang.web.jobs.services import work_off
from quxiang.web.reference.workdays import after_working_days
from web.alerting import cases, entered, no_snapshots, run_rules
from web.cast import Cast, graduate
from web.conftest import login
from web.signing import file

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


def typed(code: str, **changes: str) -> dict[str, str]:
    """Return what the form of a rule shows, with what somebody changes in it."""
    rule = find_rule(code)
    assert rule is not None
    shown = {PREFIX + name: said(value) for name, value in rule.params.items()}
    return {"runs": "yes", "starts_on": "", **shown, "after": "0", "reason": "会议决定", **changes}


def save(client: Client, code: str, **changes: str) -> str:
    answer = client.post(f"/alerts/rules/{code}/save/", typed(code, **changes))
    said = answer.content.decode()
    assert answer.status_code == 302 or answer.status_code >= 400, answer.status_code
    return "" if answer.status_code == 302 else said


def test_a_rule_that_is_off_opens_nothing_closes_nothing_and_says_why(
    client: Client, cast: Cast
) -> None:
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    assert [each.state for each in cases(rule="V501")] == ["open"]
    centre = login(client, cast.qian)
    assert save(centre, "V501", runs="no") == ""
    entered(cast, cast.chen_graduate)
    run = run_rules(cast)
    assert [each.state for each in cases(rule="V501")] == ["open"]  # nobody looked: it stays
    assert ["V501", "未运行：中心已停用（规则设置第 1 版）。", False] in run.not_run
    assert run.setting_versions == {"V501": 1}
    page = centre.get("/alerts/rules/V501/").content.decode()
    assert "停用" in page
    assert "会议决定" in page
    assert "中心已停用" in page
    save(centre, "V501", after="1")
    assert run_rules(cast).opened == 1  # 陈, who came meanwhile


def test_a_parameter_is_used_kept_in_the_run_and_recomputed(client: Client, cast: Cast) -> None:
    for at in range(2):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"2024010{at}", f"何{at}"))
    assert not Case.objects.filter(rule="E305").exists()
    assert save(login(client, cast.qian), "E305", p_limit="2") == ""
    run = run_rules(cast)
    (case,) = cases(rule="E305")
    assert "已到 2 名的界限" in case.message
    assert run.snapshot is not None
    opened = open_snapshot(run.snapshot.path)
    manifest = next(iter(opened.folder.glob("runs/*/manifest.json"))).read_text()
    assert re.search(r'"E305":\s*{[^}]*"limit":\s*2', manifest)
    assert verify(run.snapshot.path).differences == []
    assert RuleSetting.objects.get().parameters == {"limit": 2}  # and nothing that is as it was
    entry = Entry.objects.get(action="rulesetting.save")
    assert (entry.before["最少几名毕业生"], entry.after["最少几名毕业生"]) == ("4 名", "2 名")


def test_a_rule_with_a_start_waits_for_its_day(client: Client, cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    start = clock.today() + timedelta(days=3)
    assert save(login(client, cast.qian), "V501", starts_on=start.isoformat()) == ""
    run = run_rules(cast)
    assert not cases(rule="V501")
    assert ["V501", f"未运行：从 {start.isoformat()} 起才运行（规则设置）。", False] in run.not_run
    clock.move_to(clock.now() + timedelta(days=3))
    run_rules(cast)
    assert len(cases(rule="V501")) == 1


def test_the_form_asks_what_a_run_asks(client: Client, cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    version = Version.objects.get()

    def asked() -> set[str]:
        return {each.rule for each in judge(cast.wang_graduate, version, version)}

    assert "V501" in asked()
    save(login(client, cast.qian), "V501", runs="no")
    assert "V501" not in asked()
    start = clock.today() + timedelta(days=1)
    save(client, "V501", after="1", starts_on=start.isoformat())
    assert "V501" not in asked()
    clock.move_to(clock.now() + timedelta(days=1))
    assert "V501" in asked()


def test_what_was_judged_before_a_rule_was_set_is_judged_anew(client: Client, cast: Cast) -> None:
    file(cast)
    work_off()
    assert not unjudged().exists()
    clock.move_to(clock.now() + timedelta(minutes=1))
    start = clock.today() + timedelta(days=2)
    save(login(client, cast.qian), "V501", starts_on=start.isoformat())
    assert unjudged().count() == 1
    sweep(clock.now())
    work_off()
    assert not unjudged().exists()
    clock.move_to(clock.now() + timedelta(days=2))  # and its day comes
    assert unjudged().count() == 1


WHOLE = "应是 2 到 10,000 之间的整数（名）"
BODIES = "认作机关事业单位的名称或代码（正则表达式）"
WRONG = (
    ("E305", {"p_limit": "１"}, f"“最少几名毕业生”{WHOLE}，您写的是“１”。"),
    ("E305", {"p_limit": "四"}, f"“最少几名毕业生”{WHOLE}，您写的是“四”。"),
    ("E305", {"p_not_firms": " "}, "“不算企业的单位性质代码”至少要写一项，几项用顿号隔开，现在"),
    ("E309", {"p_bodies": "(局"}, f"“{BODIES}”应是写得对的正则表达式"),
    ("C602", {"p_from_day": "2-30"}, "“从每年哪一天起算”应是“月-日”，如 08-08，您写的是“2-30”"),
    ("T101", {"p_unit": "人"}, "“怎样计算变化”应是“百分点”或“相对变化”"),
    ("E305", {"starts_on": "八月"}, "“从哪一天起”应是一个日期"),
    ("E305", {"p_limit": "5", "reason": " "}, "请写明原因"),
    ("E305", {}, "与现在的设置一样"),
)


@pytest.mark.parametrize(("code", "changes", "sentence"), WRONG)
def test_a_wrong_value_gets_one_clear_sentence_and_saves_nothing(
    client: Client, cast: Cast, code: str, changes: dict[str, str], sentence: str
) -> None:
    assert sentence in save(login(client, cast.qian), code, **changes)
    assert not RuleSetting.objects.exists()


def test_every_parameter_of_a_shipped_rule_has_a_title_and_reads_back() -> None:
    for rule in shipped_rules():
        for name, value in rule.params.items():
            assert name in WORDS, (rule.code, name)
            assert read(rule, name, said(value)) == value, (rule.code, name)
            told = told_of(rule.code, name)
            if isinstance(value, int):
                assert told.unit, (rule.code, name)
                for wrong in (told.least - 1, told.most + 1):
                    with pytest.raises(InvalidError):
                        read(rule, name, str(wrong))


def test_a_parameter_that_fits_its_rule_no_more_stops_no_run(cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    RuleSetting.objects.create(
        school=cast.school, cohort=cast.cohort, rule="E305", number=1, reason="旧", by=cast.qian,
        parameters={"limit": "vier", "gone": 3}, at=clock.now(),
    )  # fmt: skip
    run = run_rules(cast)
    assert ["E305", True] in [[code, partial] for code, _, partial in run.not_run]


def test_every_rule_is_saved_from_its_form_as_it_is_shown(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    for rule in shipped_rules():
        assert save(centre, rule.code, runs="no") == "", rule.code
    assert RuleSetting.objects.filter(runs=False, parameters={}).count() == len(shipped_rules())


def test_each_rule_shows_how_it_did_here_and_on_made_up_seasons(client: Client, cast: Cast) -> None:
    for at, outcome in enumerate(("fixed", "justified", "false_alarm")):
        Case.objects.create(
            school=cast.school, cohort=cast.cohort, desk="centre", rule="E305", state="closed",
            severity="suspect", verdict="fault", subject="employer", fingerprint=str(at),
            outcome=outcome, found_at=clock.now(), seen_at=clock.now(), closed_at=clock.now(),
            due_on=clock.today(),
        )  # fmt: skip
    page = login(client, cast.qian).get("/alerts/rules/E305/").content.decode()
    assert "核实过 3 件，66.67 % 不是误报" in page
    assert "每季虚构 3,000 名毕业生，种子 1、2" in page
    assert "埋入 12 处，召回 100.00 %，准确 100.00 %" in page
    assert "80.00 %" in client.get("/alerts/rules/C602/").content.decode()
    assert "模拟召回" in client.get("/alerts/settings/").content.decode()


def test_who_saves_on_an_older_page_is_told(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    save(centre, "E305", p_limit="5")
    assert centre.post("/alerts/rules/E305/save/", typed("E305", p_limit="6")).status_code == 409
    assert chosen_of(cast.cohort)["E305"].parameters == {"limit": 5}
    assert save(centre, "E305", after="1") == ""
    assert chosen_of(cast.cohort)["E305"].parameters == {}


def test_days_to_answer_are_set_and_new_cases_have_them(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    given = {"error": "2", "suspect": "8", "notice": "12", "after": "0", "reason": "暑期放宽"}
    answer = centre.post("/alerts/settings/due/", {**given, "error": "0"})
    assert answer.status_code == 422
    assert "“错误”的答复期限应是 1 到 60 个工作日。" in answer.content.decode()
    assert "“提示”的答复期限应是 1 到 60 的整数。" in centre.post(
        "/alerts/settings/due/", {**given, "notice": "十"}
    ).content.decode()  # fmt: skip
    assert centre.post("/alerts/settings/due/", given).status_code == 302
    assert days_of(cast.cohort.pk) == {"error": 2, "suspect": 8, "notice": 12}
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    (case,) = cases(rule="V501")
    assert case.severity == "suspect"
    assert case.due_on == after_working_days(cast.school.pk, clock.today(), 8)
    assert DueDays.objects.get().by == cast.qian
    assert "暑期放宽" in centre.get("/alerts/settings/").content.decode()


def test_all_rules_are_listed_with_state_and_an_auditor_reads_them(
    client: Client, cast: Cast
) -> None:
    save(login(client, cast.qian), "C602", starts_on=date(2099, 8, 8).isoformat())
    page = login(client, cast.zhou).get("/alerts/settings/").content.decode()
    assert all(rule.code in page and rule.title in page for rule in shipped_rules())
    assert "2099-08-08 起" in page
    assert "更改答复期限" not in page
    one = client.get("/alerts/rules/C602/").content.decode()
    assert "select" in one
    assert "保存为新的一版" not in one
    assert client.get("/alerts/rules/X999/").status_code == 404
