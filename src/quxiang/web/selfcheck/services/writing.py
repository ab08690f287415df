"""Write the plan, draft the report from what was concluded, word its parts, word the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.models import Cohort
from quxiang.web.selfcheck.access import WORDS, WRITES, may_word, may_write
from quxiang.web.selfcheck.facts import conclusions_now, facts_of
from quxiang.web.selfcheck.models import CheckedRecord, PlanTemplate, Selfcheck
from quxiang.web.selfcheck.selectors import find_paper, find_selfcheck, template_of
from quxiang.web.selfcheck.wording import SECTIONS, first_sections, title_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 8000
THIN = "至少写 10 个字。"
LONG = f"最多 {LONGEST} 个字，请删减。"
ALIVE = "自查报告正在签署或已经报送，不能再改；确需修改的，先在“签署文件”里撤回或由中心退回。"
NO_DRAFT = "还没有汇总自查报告，请先汇总。"
_OPEN = (None, PaperState.DRAFT, PaperState.RETURNED, PaperState.WITHDRAWN)


@trail.atomic()
def save_plan(*, cohort: Cohort, college: Unit, text: str, seen: int, by: User) -> Selfcheck:
    """Keep a college's plan; the first one begins its self-check.

    Raises :class:`StaleStateError` where somebody changed it since, and refuses one of a report
    that is being signed.
    """
    text = _text(text, "自查方案")
    held = held_for(cohort, college, seen, by)
    held.plan = text
    _save(held, "plan", by, {"length": len(text)})
    return held


@trail.atomic()
def draft(*, cohort: Cohort, college: Unit, seen: int, by: User) -> Selfcheck:
    """Freeze what the college concluded, draw the numbers; parts somebody worded stay."""
    held = held_for(cohort, college, seen, by)
    conclusions = conclusions_now(cohort, college)
    held.facts = facts_of(cohort, college, conclusions)
    written = {each["key"]: each for each in held.sections if each["own"]}
    held.sections = [written.get(each["key"], each) for each in first_sections()]
    held.drafted_at, held.drafted_by = clock.now(), by
    CheckedRecord.objects.filter(selfcheck=held).delete()
    rows = [(held.pk, key) for key in conclusions]
    insert_columns(CheckedRecord, ("selfcheck_id", "conclusion_id"), rows)
    after = {"records": len(conclusions), "snapshot": held.facts["snapshot"]["number"]}
    _save(held, "draft", by, after)
    return held


@trail.atomic()
def write(
    *, cohort: Cohort, college: Unit, texts: Mapping[str, str], seen: int, by: User
) -> Selfcheck:  # fmt: skip
    """Keep the text of parts; a part whose text is as it was is nobody's."""
    held = held_for(cohort, college, seen, by)
    if held.drafted_at is None:
        raise InvalidError(NO_DRAFT)
    for each in held.sections:
        text = texts.get(each["key"])
        if text is not None and _plain(text) != each["text"]:
            each["text"], each["own"] = _text(text, title_of(each["key"])), True
    changed = [each["key"] for each in held.sections if each["key"] in texts and each["own"]]
    _save(held, "write", by, {"sections": changed})
    return held


def held_for(cohort: Cohort, college: Unit, seen: int, by: User) -> Selfcheck:
    """Return the self-check for a change by whoever may; made where there is none (``seen`` 0)."""
    require(may_write(by, college), WRITES)
    refuse_archived(cohort)
    found = find_selfcheck(cohort, college)
    if found is None:
        return _begun(cohort, college, seen)
    if not Selfcheck.objects.filter(pk=found.pk, revision=seen).update(revision=seen + 1):
        raise StaleStateError
    found.revision = seen + 1
    paper = find_paper(found)
    if (paper.state if paper is not None else None) not in _OPEN:
        raise InvalidError(ALIVE)
    return found


def _begun(cohort: Cohort, college: Unit, seen: int) -> Selfcheck:
    template = template_of(cohort.school_id)
    if seen:
        raise StaleStateError
    try:
        with transaction.atomic():
            return Selfcheck.objects.create(
                school_id=cohort.school_id, cohort=cohort, college=college,
                plan=template.text, template=template.number, changed_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError from error


def _save(held: Selfcheck, verb: str, by: User, after: Mapping[str, object]) -> None:
    held.changed_at = clock.now()
    held.save()
    trail.record(f"selfcheck.{verb}", held, by=by, after=dict(after))


@trail.atomic()
def word_template(*, text: str, after: int, by: User) -> PlanTemplate:
    """Keep another version of the template; plans that were begun stay as they are."""
    require(may_word(by), WORDS)
    made = PlanTemplate(
        school_id=by.school_id,
        number=after + 1,
        text=_text(text, "方案模板"),
        by=by,
        at=clock.now(),
    )
    if template_of(by.school_id).number != after:
        raise StaleStateError
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise StaleStateError from error
    trail.record("plantemplate.word", made, by=by, after={"number": made.number})
    return made


def _plain(text: str) -> str:
    return "\n".join(each.rstrip() for each in text.replace("\r", "").split("\n")).strip()


def _text(text: str, of: str) -> str:
    """Return a text as it is kept; refuses too little and too much, naming where it stands."""
    words = _plain(text)
    if len(words) < 10:
        raise InvalidError(f"“{of}”{THIN}")
    if len(words) > LONGEST:
        raise InvalidError(f"“{of}”{LONG}")
    return words


def known(texts: Mapping[str, str]) -> dict[str, str]:
    """Return those of some texts that are parts of a report."""
    return {key: texts[key] for key in SECTIONS if key in texts}
