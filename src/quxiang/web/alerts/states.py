"""A run's way to its end, and a case's: answered by one, verified by another."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class RunState(TextChoices):
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


R = RunState
RULE_RUNS = table(
    Transition("finish", (R.RUNNING,), R.DONE),
    Transition("fail", (R.RUNNING,), R.FAILED),
)


class CaseState(TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "待核实"
    CLOSED = "closed", "已关闭"


C = CaseState
#: a case that waits for somebody; one of each fingerprint at most
LIVE = (C.OPEN, C.ANSWERED)
#: what is withdrawn nobody answered: the data vanished, and the case says so; what is exempt is
#: found still, and nobody is asked any more
CASES = table(
    Transition("answer", (C.OPEN,), C.ANSWERED),
    Transition("send_back", (C.ANSWERED,), C.OPEN),
    Transition("close", (C.ANSWERED,), C.CLOSED),
    Transition("withdraw", (C.OPEN,), C.CLOSED),
    Transition("exempt", LIVE, C.CLOSED),
)


class ExemptionState(TextChoices):
    PROPOSED = "proposed", "待审批"
    IN_FORCE = "in_force", "生效中"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已结束"


X = ExemptionState
#: whoever proposed one withdraws it, another decides; it lapses by itself after its last day
EXEMPTING = table(
    Transition("approve", (X.PROPOSED,), X.IN_FORCE),
    Transition("refuse", (X.PROPOSED,), X.REFUSED),
    Transition("withdraw", (X.PROPOSED,), X.WITHDRAWN),
    Transition("end", (X.IN_FORCE,), X.ENDED),
    Transition("lapse", (X.IN_FORCE,), X.ENDED),
)


class OwnRuleState(TextChoices):
    CHECKING = "checking", "正在检查"
    FAULTY = "faulty", "没有通过检查"
    PROPOSED = "proposed", "待审批"
    IN_FORCE = "in_force", "已启用"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    REPLACED = "replaced", "已被新版替代"
    ENDED = "ended", "已停用"


W = OwnRuleState
#: a file that was uploaded and of which nothing is known, or only that it is no good
UNREAD = (W.CHECKING, W.FAULTY)
#: the worker checks what is uploaded; whoever uploaded it withdraws it, another switches it on;
#: the next one replaces it
OWN_RULES = table(
    Transition("pass", (W.CHECKING,), W.PROPOSED),
    Transition("fail", (W.CHECKING,), W.FAULTY),
    Transition("approve", (W.PROPOSED,), W.IN_FORCE),
    Transition("refuse", (W.PROPOSED,), W.REFUSED),
    Transition("withdraw", (W.PROPOSED,), W.WITHDRAWN),
    Transition("replace", (W.IN_FORCE,), W.REPLACED),
    Transition("end", (W.IN_FORCE,), W.ENDED),
)


class Answer(TextChoices):
    """What whoever is responsible says of a finding."""

    FIXED = "fixed", "已更正"
    EXPLAINED = "explained", "属实，有说明"
    WRONG = "wrong", "所指不实或规则在此不适用"


class Outcome(TextChoices):
    """How a case ended."""

    FIXED = "fixed", "已更正"
    JUSTIFIED = "justified", "情况属实合理"
    FALSE_ALARM = "false_alarm", "误报"
    WITHDRAWN = "withdrawn", "数据已消失，无人答复"
    EXEMPTED = "exempted", "已豁免"


#: what comes of an answer that holds
OUTCOMES = {
    Answer.FIXED: Outcome.FIXED, Answer.EXPLAINED: Outcome.JUSTIFIED,
    Answer.WRONG: Outcome.FALSE_ALARM,
}  # fmt: skip


class Desk(TextChoices):
    """Who answers: the college, the two keepers of the registry, or the centre."""

    COLLEGE = "college", "学院"
    ACADEMIC = "academic", "教务处"
    GRADUATE_SCHOOL = "graduate_school", "研究生院"
    CENTRE = "centre", "就业创业指导中心"


#: whoever corrects the registry; the college is not overdue while they do
REGISTRY = (Desk.ACADEMIC, Desk.GRADUATE_SCHOOL)


class Severity(TextChoices):
    """As the rules have it."""

    ERROR = "error", "错误"
    SUSPECT = "suspect", "疑似"
    NOTICE = "notice", "提示"


class Verdict(TextChoices):
    """Whether a finding is sure, or a question."""

    FAULT = "fault", "发现"
    TO_CHECK = "to_check", "待核"
