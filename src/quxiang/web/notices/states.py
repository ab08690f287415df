"""How a notice goes on: one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class NoticeState(TextChoices):
    DRAFTED = "drafted", "草稿"
    ISSUED = "issued", "已发出，待答复"
    ANSWERED = "answered", "已答复，待中心处理"
    SETTLED = "settled", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


S = NoticeState
#: an answer that is returned is asked for once more; a draft that is withdrawn took no number
NOTICE = table(
    Transition("issue", (S.DRAFTED,), S.ISSUED),
    Transition("answer", (S.ISSUED,), S.ANSWERED),
    Transition("return", (S.ANSWERED,), S.ISSUED),
    Transition("accept", (S.ANSWERED,), S.SETTLED),
    Transition("withdraw", (S.DRAFTED, S.ISSUED, S.ANSWERED), S.WITHDRAWN),
)
TONES = {
    S.DRAFTED: "info", S.ISSUED: "doubt", S.ANSWERED: "info", S.SETTLED: "good",
    S.WITHDRAWN: "info",
}  # fmt: skip
#: what the steps are called where they are told
STEPS = {
    "draft": "起草", "edit": "修改文字", "issue": "编号发出", "answer": "学院答复",
    "return": "退回重新答复", "accept": "同意办结", "withdraw": "撤回",
}  # fmt: skip
