"""What a school's messages say: its own text of a kind, else the one that is shipped."""

from __future__ import annotations

from quxiang.web.notifications.models import Wording
from quxiang.web.notifications.texts import TEMPLATES


def newest_wording(school_id: int, template: str) -> Wording | None:
    rows = Wording.objects.filter(school_id=school_id, template=template)
    return rows.order_by("-number").first()


def text_of(school_id: int, template: str) -> str:
    """Return the text of a kind of message as this school has it."""
    own = newest_wording(school_id, template)
    return own.text if own and own.text else TEMPLATES[template].text
