"""How a survey comes to its end, and a sampled record to its conclusion."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class SurveyState(TextChoices):
    PLANNED = "planned", "方案待固定"
    FIXED = "fixed", "已固定，待抽取"
    DRAWN = "drawn", "已抽取，待开始"
    RUNNING = "running", "核查中"
    CLOSED = "closed", "已结束"
    DROPPED = "dropped", "已作废"


S = SurveyState
#: what was fixed is never planned again: another seed would be another choice of people
SURVEYS = table(
    Transition("fix", (S.PLANNED,), S.FIXED),
    Transition("draw", (S.FIXED,), S.DRAWN),
    Transition("start", (S.DRAWN,), S.RUNNING),
    Transition("close", (S.RUNNING,), S.CLOSED),
    Transition("drop", (S.PLANNED, S.FIXED, S.DRAWN), S.DROPPED),
)
TONES = {
    S.PLANNED: "", S.FIXED: "doubt", S.DRAWN: "doubt", S.RUNNING: "info", S.CLOSED: "good",
    S.DROPPED: "",
}  # fmt: skip


class RecordState(TextChoices):
    WAITING = "waiting", "待核查"
    DONE = "done", "已有结论"


R = RecordState
RECORDS = table(
    Transition("conclude", (R.WAITING,), R.DONE), Transition("reopen", (R.DONE,), R.WAITING)
)


class Outcome(TextChoices):
    """What a call or a visit came to; the words the engine counts by, and three it does not."""

    CONSISTENT = "consistent", "一致"
    INCONSISTENT = "inconsistent", "不一致"
    REFUSED = "refused", "拒绝回答"
    NO_ANSWER = "no_answer", "无人接听"
    LATER = "later", "另约时间"
    WRONG_NUMBER = "wrong_number", "号码不对"
    LOST = "lost", "失联"
    ENLISTED = "enlisted", "入伍无法联系"
    UNCLEAR = "unclear", "现场未能核实"


O = Outcome  # noqa: E741 - as short as the others
ANSWERED = (O.CONSISTENT, O.INCONSISTENT)
#: what a call comes to: all but what only a visit can
SAID = tuple(each for each in O if each != O.UNCLEAR)
#: who could not be asked; the last two are never taken for a refusal (N6)
SILENT = (O.REFUSED, O.NO_ANSWER, O.WRONG_NUMBER, O.LOST, O.ENLISTED)
#: of whom a visit learnt nothing
UNSEEN = (O.REFUSED, O.UNCLEAR)
