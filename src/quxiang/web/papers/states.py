"""What may become of a paper; once it was sent to be signed its bytes never change."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class PaperState(TextChoices):
    DRAFT = "draft", "待送签"
    SIGNING = "signing", "签署中"
    SIGNED = "signed", "已签齐"
    FILED = "filed", "已报送"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


S = PaperState
#: of each series one paper is alive; what was returned or withdrawn is followed by a new version
ALIVE = (S.DRAFT, S.SIGNING, S.SIGNED, S.FILED, S.ACCEPTED)
PAPER = table(
    Transition("send", (S.DRAFT,), S.SIGNING),
    Transition("complete", (S.SIGNING,), S.SIGNED),
    Transition("withdraw", (S.DRAFT, S.SIGNING), S.WITHDRAWN),
    Transition("file", (S.SIGNED,), S.FILED),
    Transition("accept", (S.FILED,), S.ACCEPTED),
    Transition("return", (S.SIGNING, S.SIGNED, S.FILED), S.RETURNED),
)

#: steps as the page tells them
STEPS = {
    "prepare": "备好文件", "replace": "更换文件", "send": "送签", "sign": "签字",
    "sign_in_ink": "登记纸质签字", "complete": "签齐", "withdraw": "撤回", "stamp": "登记盖章件",
    "seal": "登记电子签章文件", "confirm_seal": "核对证书名称",
    "file": "报送", "receive": "登记回执", "accept": "接收", "return": "退回",
}  # fmt: skip
