"""How a campaign comes to everybody it is for: one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class CampaignState(TextChoices):
    PREPARING = "preparing", "正在备名单"
    PREPARED = "prepared", "待提请"
    PROPOSED = "proposed", "待放行"
    RUNNING = "running", "正在发送"
    PAUSED = "paused", "已暂停"
    DONE = "done", "已发完"
    CANCELLED = "cancelled", "已取消"


S = CampaignState
#: who proposes never releases; a list that has grown old is prepared anew
CAMPAIGNS = table(
    Transition("list", (S.PREPARING,), S.PREPARED),
    Transition("prepare_again", (S.PREPARED, S.PROPOSED), S.PREPARING),
    Transition("propose", (S.PREPARED,), S.PROPOSED),
    Transition("send_back", (S.PROPOSED,), S.PREPARED),
    Transition("release", (S.PROPOSED,), S.RUNNING),
    Transition("pause", (S.RUNNING,), S.PAUSED),
    Transition("resume", (S.PAUSED,), S.RUNNING),
    Transition("finish", (S.RUNNING,), S.DONE),
    Transition("cancel", (S.PREPARED, S.PROPOSED, S.PAUSED), S.CANCELLED),
)
TONES = {
    S.PREPARING: "info", S.PREPARED: "", S.PROPOSED: "doubt", S.RUNNING: "info",
    S.PAUSED: "doubt", S.DONE: "good", S.CANCELLED: "",
}  # fmt: skip
