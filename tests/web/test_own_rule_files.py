"""A school uploads a rule of its own; a second person switches it on; it runs apart."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.engine import isolated
from quxiang.engine.snapshots import verify
from quxiang.web.alerts.models import OwnRule
from quxiang.web.alerts.services import owning
from quxiang.web.alerts.tasks import end_interrupted
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import run_job, work_off
from web.alerting import cases, entered, no_snapshots, run_rules
from web.cast import Cast
from web.conftest import login
from web.test_exemptions import second

pytestmark = [pytest.mark.django_db, pytest.mark.database]
RULE = """\
code: X901
name: named_so
title: 本校自查姓名
clause: 本校
severity: suspect
scope: set
subject: graduate
key: [graduate_id]
window: none
params: {{called: 王晓禾}}
message: "{{name}}：请核对。"
why: 本校要求。
remedy: 核对。
sql: |
  {sql}
examples:
  - flags: somebody called so
    graduates: |
      graduate_id | name   | code
      a           | 王晓禾 | 11
    found: |
      graduate_id
      a
  - ignores: nobody
    graduates: |
      graduate_id | name | code
      b           | 乙   | 11
"""
HONEST = "select school, cohort, graduate_id, name from counted where name = $called"
#: honest on its examples; with a destination filed by 何经理 it counts for ever
HANGS = (
    "with recursive n as (select school, cohort, graduate_id, name, 1 as at from counted "
    "where name = $called union all select n.school, n.cohort, n.graduate_id, n.name, "
    "n.at % 7 + 1 from n join counted as c on c.contact_name = '何经理') "
    "select distinct school, cohort, graduate_id, name from n"
)


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


def upload(client: Client, sql: str, **changes: str) -> tuple[int, str]:
    text = changes.pop("text", "") or RULE.format(sql=sql)
    file = SimpleUploadedFile(changes.get("name", "自查.yaml"), text.encode())
    given = {"file": file, "note": changes.get("note", "学校要求核对")}
    answer = client.post("/alerts/own/", given)
    work_off()
    return answer.status_code, answer.content.decode()


def act(client: Client, row: OwnRule, what: str, **typed: str) -> int:
    return client.post(f"/alerts/own/{row.pk}/{what}/", typed).status_code


def test_an_own_rule_runs_once_a_second_person_switched_it_on(client: Client, cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    centre = login(client, cast.qian)
    assert upload(centre, HONEST)[0] == 302
    row = OwnRule.objects.get()
    run_rules(cast)
    assert not cases(rule="X901")
    assert act(centre, row, "approve") == 422  # one's own
    page = centre.get(f"/alerts/own/{row.pk}/").content.decode()
    assert "where name = $called" in page
    assert "等另一人启用" in page
    assert act(second(cast), row, "approve") == 302
    run = run_rules(cast)
    (case,) = cases(rule="X901")
    assert (case.title, case.message) == ("本校自查姓名", "王晓禾：请核对。")
    assert run.own_versions == {"X901": 1}
    assert run.snapshot is not None
    assert verify(run.snapshot.path).differences == []  # its text lies beside the run
    for path in ("/alerts/", "/alerts/rules/", f"/alerts/{case.pk}/", "/alerts/settings/"):
        assert "本校自查姓名" in centre.get(path).content.decode(), path
    assert "本校规则" in centre.get("/alerts/rules/X901/").content.decode()
    acts = Entry.objects.filter(object_kind="ownrule").values_list("action", flat=True)
    assert list(acts.order_by("seq")) == ["ownrule.upload", "ownrule.pass", "ownrule.approve"]


def test_a_new_version_replaces_the_one_before_and_off_is_off(client: Client, cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    centre, two = login(client, cast.qian), second(cast)
    upload(centre, HONEST)
    first = OwnRule.objects.get()
    assert upload(centre, HONEST)[0] == 422  # the very same
    act(two, first, "approve")
    upload(two, HONEST + " and code = '11'")
    newer = OwnRule.objects.get(number=2)
    assert act(two, newer, "approve") == 422
    assert act(centre, newer, "approve") == 302
    first.refresh_from_db()
    assert first.state == "replaced"
    assert run_rules(cast).own_versions == {"X901": 2}
    (case,) = cases(rule="X901")
    assert act(centre, newer, "end", why="不再需要") == 302
    run = run_rules(cast)
    case.refresh_from_db()
    assert (run.own_versions, case.state) == ({}, "open")  # nobody looked, so it stays
    assert centre.get(f"/alerts/{case.pk}/").status_code == 200
    upload(centre, HONEST + " and true")
    assert act(two, OwnRule.objects.get(number=3), "refuse", why="没有依据") == 302
    upload(centre, HONEST + " and 1 = 1")
    assert act(centre, OwnRule.objects.get(number=4), "withdraw") == 302
    assert run_rules(cast).own_versions == {}


@pytest.mark.parametrize(
    ("sql", "changes", "sentence"),
    [
        ("select * from read_csv('/etc/passwd')", {}, "第 15 行"),
        ("copy counted to '/tmp/x'", {}, "SELECT"),
        ("select school, cohort, graduate_id, name from secrets", {}, "secrets"),
        ("select school, cohort, graduate_id, repeat('x', 2000000000) as name from counted "
         "where name = $called", {}, "repeat"),
        (HONEST.replace("=", "<>"), {}, "somebody called so"),
        ("", {"text": "code: E305\nname: x"}, "缺少"),
        ("", {"text": RULE.format(sql=HONEST).replace("X901", "E305")}, "已被 E305.yaml 使用"),
        ("", {"text": "a: &x 1\nb: *x"}, "YAML 引用"),
    ],
)  # fmt: skip
def test_a_bad_or_hostile_file_is_refused_in_the_engines_own_words(
    client: Client, cast: Cast, sql: str, changes: dict[str, str], sentence: str
) -> None:
    centre, two = login(client, cast.qian), second(cast)
    assert upload(centre, sql, **changes)[0] == 302
    row = OwnRule.objects.get()
    assert (row.state, row.code, row.number) == ("faulty", "", 0)
    page = centre.get(f"/alerts/own/{row.pk}/").content.decode()
    assert sentence in page
    assert "没有通过检查，规则不会运行" in page
    assert "Traceback" not in page
    assert act(two, row, "approve") == 409
    assert act(centre, row, "try") == 422
    assert "自查.yaml" in centre.get("/alerts/own/").content.decode()
    acts = Entry.objects.filter(object_kind="ownrule").values_list("action", flat=True)
    assert list(acts.order_by("seq")) == ["ownrule.upload", "ownrule.fail"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "x" * 70_000}, "64 KB"),
        ({"text": "a: 1\nb: \0"}, "不是文本文件"),
        ({"name": "自查.exe"}, "以 .yaml 结尾"),
        ({"note": ""}, "请写明这条规则做什么"),
    ],
)
def test_what_is_no_rule_file_at_all_is_refused_at_once(
    client: Client, cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    status, page = upload(login(client, cast.qian), HONEST, **changes)
    assert status == 422
    assert sentence in page
    assert not OwnRule.objects.exists()


def test_a_file_of_another_encoding_is_refused_with_the_line(client: Client, cast: Cast) -> None:
    file = SimpleUploadedFile("自查.yaml", "code: X901\ntitle: 自查".encode("gb18030"))
    answer = login(client, cast.qian).post("/alerts/own/", {"file": file, "note": "说明"})
    assert answer.status_code == 422
    assert "第 2 行不是 UTF-8" in answer.content.decode()


def test_nothing_of_a_file_is_checked_inside_a_request(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_row: OwnRule) -> None:
        raise AssertionError

    centre, two = login(client, cast.qian), second(cast)
    file = SimpleUploadedFile("自查.yaml", RULE.format(sql=HANGS).encode())
    with monkeypatch.context() as patched:
        patched.setattr(owning, "examine", never)
        answer = centre.post("/alerts/own/", {"file": file, "note": "说明"})
    row, page = OwnRule.objects.get(), answer.headers["Location"]
    assert row.state == "checking"
    waiting = centre.get(page, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    assert act(two, row, "approve") == 409
    assert act(centre, row, "try") == 422
    assert row.job is not None
    run_job(row.job.pk)
    row.refresh_from_db()
    assert (row.state, row.code, row.number) == ("proposed", "X901", 1)
    assert centre.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_check_that_was_interrupted_is_ended(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    file = SimpleUploadedFile("自查.yaml", RULE.format(sql=HONEST).encode())
    page = centre.post("/alerts/own/", {"file": file, "note": "说明"}).headers["Location"]
    end_interrupted(clock.now())
    assert OwnRule.objects.get().state == "checking"  # its job waits
    Job.objects.update(state="failed")
    end_interrupted(clock.now())
    assert OwnRule.objects.get().state == "faulty"
    assert "检查中断了" in centre.get(page).content.decode()
    assert upload(centre, HONEST)[0] == 302  # once more
    assert OwnRule.objects.get(code="X901").state == "proposed"


def test_what_breaks_the_check_is_told_and_not_shown(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_row: OwnRule) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(owning, "examine", breaks)
    centre = login(client, cast.qian)
    upload(centre, HONEST)
    row = OwnRule.objects.get()
    assert row.state == "faulty"
    page = centre.get(f"/alerts/own/{row.pk}/").content.decode()
    assert "程序出错，没有检查完" in page
    assert "/secret/path" not in page


def test_a_rule_that_never_ends_is_stopped_and_the_run_goes_on(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = login(client, cast.qian)
    assert upload(centre, HANGS)[0] == 302
    act(second(cast), OwnRule.objects.get(), "approve")
    entered(cast, cast.wang_graduate)
    monkeypatch.setattr(isolated, "Limits", partial(isolated.Limits, seconds=1))
    run = run_rules(cast)
    (why,) = [why for code, why, _ in run.not_run if code == "X901"]
    assert "已停止" in why
    assert cases(rule="V501")
    assert not cases(rule="X901")


def test_an_own_rule_is_tried_before_it_is_switched_on(client: Client, cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    centre = login(client, cast.qian)
    upload(centre, HONEST)
    answer = centre.post(f"/alerts/own/{OwnRule.objects.get().pk}/try/")
    work_off()
    page = centre.get(answer.headers["Location"]).content.decode()
    assert "会提出 1 条" in page
    assert "农学院" in page
    assert not cases(rule="X901")
