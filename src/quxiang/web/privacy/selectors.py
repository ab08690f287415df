"""What somebody has not read yet, and a notice as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quxiang.web.privacy.access import notices_visible_to
from quxiang.web.privacy.models import Acknowledgement, Notice, Period

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.privacy.kinds import Kind


@dataclass(frozen=True)
class Section:
    """A heading of a notice with its paragraphs."""

    title: str
    paragraphs: list[str] = field(default_factory=list)


def sections_of(text: str) -> list[Section]:
    """Return a notice by its headings, which are lines that begin with ``##``."""
    sections = [Section("")]
    for line in (each.strip() for each in text.splitlines()):
        if line.startswith("##"):
            sections.append(Section(line.lstrip("#").strip()))
        elif line:
            sections[-1].paragraphs.append(line)
    return [each for each in sections if each.title or each.paragraphs]


#: every page asks, so it is written by hand; the text of a notice stays where it is
_DUE = """
select id, number, changes from privacy_notice
where id = (select id from privacy_notice where school_id = %s order by number desc limit 1)
and not exists (
    select 1 from privacy_acknowledgement r where r.notice_id = privacy_notice.id and r.user_id = %s
)
"""


def notice_due(user: User) -> Notice | None:
    """Return the newest notice if ``user`` has not acknowledged it; one query on every page."""
    return next(iter(Notice.objects.raw(_DUE, [user.school_id, user.pk])), None)


def versions_for(user: User) -> list[tuple[Notice, Acknowledgement | None, bool]]:
    """Return every version, when ``user`` acknowledged it, and whether it is new to them."""
    own = Acknowledgement.objects.filter(user_id=user.pk, notice__school_id=user.school_id)
    read = {each.notice_id: each for each in own}
    versions = list(notices_visible_to(user))
    last = max((each.number for each in versions if each.pk in read), default=0)
    return [(each, read.get(each.pk), each.number > last) for each in versions]


def period_of(school_id: int, kind: Kind) -> Period | None:
    """Return what a school last decided on a kind, if it did."""
    return Period.objects.filter(school_id=school_id, kind=kind.name).first()


def days_kept(school_id: int, kind: Kind) -> int | None:
    """Return for how many days a school keeps a kind; ``None`` is until it decides."""
    period = period_of(school_id, kind)
    return kind.days if period is None else period.days
