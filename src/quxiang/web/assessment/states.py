"""How something comes onto the negative list, and off it: one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class ListingState(TextChoices):
    PROPOSED = "proposed", "待学院答复"
    REPLIED = "replied", "待学校决定"
    WITHDRAWN = "withdrawn", "已撤回"
    DROPPED = "dropped", "不列入"
    LISTED = "listed", "已列入"
    APPEALED = "appealed", "已列入，申诉中"
    UPHELD = "upheld", "已列入，申诉后维持"
    OVERTURNED = "overturned", "申诉成立，已移出"
    REVOKED = "revoked", "已撤销"


S = ListingState
#: what counts: an appeal suspends nothing until it is decided, and the list says that it is pending
IN_FORCE = (S.LISTED, S.APPEALED, S.UPHELD)
#: what waits for somebody's step
PENDING = (S.PROPOSED, S.REPLIED, S.APPEALED)
#: nothing is listed before the college replied or its time to reply is over, which the service sees
LISTING = table(
    Transition("reply", (S.PROPOSED,), S.REPLIED),
    Transition("withdraw", (S.PROPOSED, S.REPLIED), S.WITHDRAWN),
    Transition("include", (S.PROPOSED, S.REPLIED), S.LISTED),
    Transition("drop", (S.PROPOSED, S.REPLIED), S.DROPPED),
    Transition("appeal", (S.LISTED,), S.APPEALED),
    Transition("uphold", (S.APPEALED,), S.UPHELD),
    Transition("overturn", (S.APPEALED,), S.OVERTURNED),
    Transition("revoke", (S.LISTED, S.UPHELD), S.REVOKED),
)

#: steps as the page tells them
STEPS = {
    "propose": "中心提出", "reply": "学院答复", "withdraw": "中心撤回", "include": "学校决定列入",
    "drop": "学校决定不列入", "appeal": "学院申诉", "uphold": "申诉不成立，维持列入",
    "overturn": "申诉成立，移出清单", "revoke": "学校撤销", "attach": "附上材料",
}  # fmt: skip
