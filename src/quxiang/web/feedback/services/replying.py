"""A college's reply to a list: put together from its answers, written on, printed for the stamp."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.web.alerts.states import Answer, CaseState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import Reply as Printed
from quxiang.web.documents.services.making import make_reply
from quxiang.web.documents.sources import Paper
from quxiang.web.feedback.access import WRITES, may_write_reply
from quxiang.web.feedback.models import FeedbackList, Reply
from quxiang.web.feedback.selectors import rows_of_college
from quxiang.web.feedback.word import word_file
from quxiang.web.feedback.words import Answered, answers_to
from quxiang.web.orgs.models import Unit

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 20_000
NOTHING = "（没有）"
PARTS = {"facts": "一、事实", "causes": "二、原因", "rectification": "三、整改"}


@dataclass(frozen=True)
class Texts:
    """The three parts of a reply; ``seen`` is the number the page showed, nought if none."""

    facts: str
    causes: str
    rectification: str
    seen: int = 0


@trail.atomic()
def compose(*, of: FeedbackList, college: Unit, seen: int, by: User) -> Reply:
    """Put the next text together from what was answered so far."""
    require(may_write_reply(by, college), WRITES)
    told = answers_to(rows_of_college(of, college), of.cohort)
    if not told:
        raise InvalidError("这份名单里没有这个学院的行，没有可答复的。")
    parts = {
        "facts": _facts(of, told), "causes": _causes(told), "rectification": _rectified(told),
    }  # fmt: skip
    return _keep(of, college, seen, by, composed=True, **parts, **_beside(told))


@trail.atomic()
def write(*, of: FeedbackList, college: Unit, texts: Texts, by: User) -> Reply:
    """Keep what was written as the next text; papers and people stay as they were composed."""
    require(may_write_reply(by, college), WRITES)
    before = newest(of, college)
    if before is None:
        raise InvalidError("还没有答复稿。请先按各件的答复生成一稿，再改写。")
    parts = {name: getattr(texts, name).strip() for name in PARTS}
    if not all(0 < len(each) <= LONGEST for each in parts.values()):
        raise InvalidError(f"事实、原因、整改都要写，各不超过 {LONGEST} 字；没有的写“没有”。")
    kept = {"papers": before.papers, "subjects": before.subjects}
    return _keep(of, college, texts.seen, by, composed=False, **parts, **kept)


def newest(of: FeedbackList, college: Unit) -> Reply | None:
    return Reply.objects.filter(of=of, college=college).select_related("by").first()


def _keep(of: FeedbackList, college: Unit, seen: int, by: User, **said: Any) -> Reply:
    """Keep the text after the one the page showed; :class:`StaleStateError` if there is another."""
    try:
        with transaction.atomic():
            made = Reply.objects.create(
                school_id=of.school_id, of=of, college=college, number=seen + 1, by=by,
                at=clock.now(), **said,
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError("刚才有人改过这份答复，您的这一稿没有保存。请刷新后再看。") from error
    act = "reply.compose" if made.composed else "reply.write"
    trail.record(act, made, by=by, after={"number": made.number}, subjects=made.subjects)
    return made


def _beside(told: Sequence[Answered]) -> dict[str, Any]:
    papers = [
        {"title": f"{each.who} {title}", "sha256": sha256, "at": at}
        for each in told
        for title, sha256, at in each.papers
    ]
    people = {each.row.graduate_id for each in told if each.row.graduate_id is not None}
    return {"papers": papers, "subjects": sorted(people)}


def _facts(of: FeedbackList, told: Sequence[Answered]) -> str:
    counts = Counter(each.answer for each in told)
    closed = sum(each.row.case.state == CaseState.CLOSED for each in told)
    sums = (
        f"{of}（{of.received_on} 收到）反馈我院 {len(told)} 条：已更正 {counts[Answer.FIXED]} 条，"
        f"属实有说明 {counts[Answer.EXPLAINED]} 条，与反馈不符 {counts[Answer.WRONG]} 条，"
        f"尚未答复 {counts['']} 条；经学校核实 {closed} 条。"
    )
    return "\n".join([sums, *(f"{_at(each)}：{each.row.text}" for each in told)])


def _causes(told: Sequence[Answered]) -> str:
    why = (each for each in told if each.answer in (Answer.EXPLAINED, Answer.WRONG))
    return _lines(f"{_at(each)}：{each.line}" for each in why)


def _rectified(told: Sequence[Answered]) -> str:
    fixed = (each for each in told if each.answer == Answer.FIXED)
    return _lines(f"{_at(each)}：{each.line}（{each.standing}）" for each in fixed)


def _at(each: Answered) -> str:
    return f"第 {each.row.number} 行 {each.who}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) or NOTHING


def print_reply(*, reply: Reply, site: str, by: User) -> Document:
    """Make the PDF of a reply; a newer text takes the place of an older one's."""
    require(may_write_reply(by, reply.college), WRITES)
    first = Reply.objects.get(of=reply.of, college=reply.college, number=1)
    said = _printed(reply)
    return make_reply(reply=first.pk, said=said, college=reply.college, site=site, by=by)


@trail.atomic()
def word_of(*, reply: Reply, by: User) -> bytes:
    """Return a reply as a Word file, to be written on outside; that it was taken is noted."""
    require(may_write_reply(by, reply.college), WRITES)
    said = _printed(reply)
    content = word_file(f"{reply.college.name}关于{reply.of}的答复", said.parts, reply.papers)
    after = {"number": reply.number, "sha256": hashlib.sha256(content).hexdigest()}
    trail.record("reply.word", reply, by=by, after=after, subjects=reply.subjects)
    return content


def _printed(reply: Reply) -> Printed:
    papers = [Paper(each["title"], each["sha256"], _moment(each["at"])) for each in reply.papers]
    parts = [(title, str(getattr(reply, name))) for name, title in PARTS.items()]
    return Printed(str(reply.of), reply.number, parts, papers, reply.subjects)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
