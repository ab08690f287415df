"""Take in a report once, let either visitor reopen it, take both visitors' word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.visits.access import FILLS, may_fill, may_plan
from quxiang.web.visits.hearing import tell
from quxiang.web.visits.models import FieldVisit, VisitPerson, VisitWord
from quxiang.web.visits.selectors import photos_of
from quxiang.web.visits.services.photographing import bytes_hash, sound_key
from quxiang.web.visits.services.revising import CHANGED, revised, wrong
from quxiang.web.visits.sheet import make_sheet
from quxiang.web.visits.states import FIELD_VISIT, Found, Told, VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

S = VisitingState
#: an identity number, as somebody might write one down who was shown a card
IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
ALONE = "走访须两人同去，这次还没有第二名走访人，不能送出。请先请中心补上；填写的内容都还在。"
TWICE = "您已经确认过了，还要另一名走访人确认。"


@dataclass(frozen=True)
class Report:
    """What two visitors found: ``told`` and ``notes`` by graduate, ``photos`` by their keys."""

    arrived_at: datetime
    found: str
    business: str
    spoke_to: str = ""
    text: str = ""
    told: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    photos: Sequence[str] = ()


@trail.atomic()
def report(*, visit: FieldVisit, key: str, report: Report, seen: int, by: User) -> None:
    """Keep what was found; the same report sent again is the same report.

    Refuses a visit of one, a graduate nobody asked after, a photo that did not arrive, and numbers
    of anybody's identity; raises :class:`StaleStateError` when the visit moved on.
    """
    require(may_fill(by, visit), FILLS)
    sound_key(key)
    if visit.report_key == key and visit.state != S.PLANNED:
        return
    if visit.second_id is None:
        raise InvalidError(ALONE)
    people = list(visit.people.all())
    _sound(visit, report, people)
    revised(visit, seen)
    for each in people:
        each.told = report.told[each.graduate_id]
        each.note = report.notes.get(each.graduate_id, "").strip()[:200]
    VisitPerson.objects.bulk_update(people, ["told", "note"])
    said: dict[str, Any] = {
        "arrived_at": report.arrived_at, "found": report.found, "business": report.business.strip(),
        "spoke_to": report.spoke_to.strip()[:100], "text": report.text.strip(),
        "reported_by": by, "reported_at": clock.now(), "report_key": key,
        "round": visit.round + 1, "reason": "",
    }  # fmt: skip
    for name, value in said.items():
        setattr(visit, name, value)
    visit.digest = digest_of(visit, people)
    move(visit, FIELD_VISIT["report"], by=by, **said, digest=visit.digest)


@trail.atomic()
def reopen(*, visit: FieldVisit, reason: str, seen: int, by: User) -> None:
    """Let a report be filled in again: either visitor, or the centre, with what is wrong in it."""
    require(may_fill(by, visit) or may_plan(by), FILLS)
    if len(reason.strip()) < 2:
        raise wrong("reason", "退回重填要写明哪里不对。", "请写一句原因。")
    revised(visit, seen)
    words = reason.strip()[:200]
    move(visit, FIELD_VISIT["reopen"], by=by, reason=words)
    visit.reason = words
    visit.save(update_fields=["reason"])


@trail.atomic()
def confirm(*, visit: FieldVisit, seen: str, by: User, site: str) -> bool:
    """Give one visitor's word for a report as shown; say whether it was the second.

    Then the sheet is made. Raises :class:`StaleStateError` for another report than was shown.
    """
    require(may_fill(by, visit), FILLS)
    held = FieldVisit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    if held.state != S.REPORTED or held.digest != seen:
        raise StaleStateError(CHANGED)
    now = clock.now()
    try:
        with transaction.atomic():
            VisitWord.objects.create(
                visit=held, round=held.round, by=by, digest=held.digest, at=now
            )
    except IntegrityError as error:
        raise InvalidError(TWICE) from error
    after = {"round": held.round, "digest": held.digest}
    trail.record("fieldvisit.confirm", held, by=by, after=after)
    given = set(held.words.filter(round=held.round).values_list("by_id", flat=True))
    if not set(held.visitor_ids) <= given:
        return False
    move(held, FIELD_VISIT["complete"], by=by)
    held.sheet = make_sheet(held, site=site, by=by)
    held.save(update_fields=["sheet"])
    tell(held)
    return True


def _sound(visit: FieldVisit, report: Report, people: Sequence[VisitPerson]) -> None:
    if report.found not in Found.values:
        raise wrong("found", "没有选到了以后的情况。", "请选一项。")
    if report.arrived_at > clock.now() + timedelta(minutes=10):
        raise wrong("arrived_at", "到达时间还没有到。", "请核对手机的时间。")
    if clock.local(report.arrived_at).date() < clock.local(visit.at).date():
        raise wrong("arrived_at", "到达时间早于安排走访的日子。", "请填实际到达的时间。")
    if len(report.business.strip()) < 2:
        raise wrong("business", "没有写看到的经营情况。", "请写门牌、招牌、是否营业、几个人在。")
    lacking = [each for each in people if report.told.get(each.graduate_id) not in Told.values]
    if lacking:
        message = f"还有 {len(lacking)} 名毕业生没有选情况。"
        raise wrong("people", message, "不清楚的请选“无法核实”。")
    arrived = {each.key for each in photos_of(visit)}
    missing = set(report.photos) - arrived
    if missing:
        message = f"还有 {len(missing)} 张照片没有送到，走访表没有收下。"
        raise wrong("photos", message, "请保持页面打开，照片送完后会自动再送。")
    if report.found != Found.ABSENT and not arrived:
        raise wrong("photos", "没有照片。", "请至少拍一张门头或现场。")
    written = " ".join([report.business, report.spoke_to, report.text, *report.notes.values()])
    if IDENTITY.search(written):
        raise wrong("spoke_to", "文字里有身份证号码。", "只写对方的身份，例如“店主”，不记证件号。")


def digest_of(visit: FieldVisit, people: Sequence[VisitPerson]) -> str:
    """Return the hash over all a report says, its photos by theirs."""
    said = [
        visit.name, visit.address, visit.look_at, str(visit.arrived_at), visit.found,
        visit.business, visit.spoke_to, visit.text, str(visit.round),
    ]  # fmt: skip
    for each in sorted(people, key=lambda one: one.graduate_id):
        said += [str(each.graduate_id), each.told, each.note]
    return bytes_hash([*said, *sorted(each.sha256 for each in photos_of(visit))])
