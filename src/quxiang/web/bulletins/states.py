"""How a bulletin comes to be issued: one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class BulletinState(TextChoices):
    DRAFTED = "drafted", "草稿"
    SIGNED = "signed", "已签发，待发出"
    ISSUED = "issued", "已发出"
    WITHDRAWN = "withdrawn", "已撤回"


S = BulletinState
#: words are changed in a draft only: what was signed is what goes out, or is opened again
BULLETIN = table(
    Transition("sign", (S.DRAFTED,), S.SIGNED),
    Transition("reopen", (S.SIGNED,), S.DRAFTED),
    Transition("issue", (S.SIGNED,), S.ISSUED),
    Transition("withdraw", (S.DRAFTED, S.SIGNED, S.ISSUED), S.WITHDRAWN),
)

#: steps as the page tells them
STEPS = {
    "draft": "起草", "edit": "修改文字", "sign": "签发", "reopen": "退回修改", "issue": "发出",
    "withdraw": "撤回",
}  # fmt: skip
TONES = {S.DRAFTED: "doubt", S.SIGNED: "info", S.ISSUED: "good", S.WITHDRAWN: ""}
