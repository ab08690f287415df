"""What a campaign's texts say, with which values, and what keeps them from being sent."""

from __future__ import annotations

from collections.abc import Mapping

from quxiang.web.campaigns.models import Campaign, Kind, Part
from quxiang.web.destinations.models import Guidance
from quxiang.web.notifications.services.wording import faults_of
from quxiang.web.notifications.texts import filled
from quxiang.web.notifications.wordings import text_of

#: the kind of message each part is
TEMPLATES: Mapping[str, str] = {
    Part.UNCONFIRMED: "confirm_asked", Part.OTHERS: "confirm_changes",
}  # fmt: skip
#: until when changes are entered: N3.3, the school's own day before the Ministry's closes
CHANGES_UNTIL = "8月30日"
NATIONAL = "全国高校毕业生毕业去向登记系统"


def parts_of(kind: str) -> list[str]:
    return [Part.UNCONFIRMED, Part.OTHERS] if kind == Kind.AUGUST else [Part.UNCONFIRMED]


def first_texts(school_id: int, kind: str) -> dict[str, str]:
    """Return what the texts say before anybody words them: as the school has them."""
    return {str(each): text_of(school_id, TEMPLATES[each]) for each in parts_of(kind)}


def values_of(campaign: Campaign) -> dict[str, str]:
    """Return what the names of a text stand for; where to confirm as the school has set it."""
    guidance = Guidance.objects.filter(school_id=campaign.school_id).first()
    site = f"{NATIONAL}（{guidance.address}）" if guidance and guidance.address else NATIONAL
    return {"school": campaign.school.name, "site": site, "until": CHANGES_UNTIL}


def read(campaign: Campaign, part: str, values: Mapping[str, str] | None = None) -> str:
    """Return how a part's text reads."""
    return filled(campaign.texts[part], values or values_of(campaign))


def faults(kind: str, texts: Mapping[str, str]) -> list[str]:
    """Return what keeps texts from being sent, in sentences."""
    found = []
    for part in parts_of(kind):
        text = texts.get(part, "").strip()
        if not text:
            found.append(f"“{Part(part).label}”的内容是空的，请填写。")
        found += [f"“{Part(part).label}”：{each}" for each in faults_of(TEMPLATES[part], text)]
    return found
