"""Compare roster and registry, field by field; each disagreement is a row somebody answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError, require
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.importfields import TOLD
from quxiang.web.roster.models import Cohort, Graduate, RegistryMismatch, RegistryRow

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

STATE = RegistryMismatch.State
#: compared when both sides say something: field → what it is called
COMPARED: Mapping[str, str] = {
    "name": "姓名", "gender": "性别", "identity": "身份证号", "level": "学历",
    "major_code": "专业代码", "direction": "专业方向", "birth_on": "出生日期",
}  # fmt: skip
MISSING = "presence"
TITLES: Mapping[str, str] = {**COMPARED, MISSING: "是否在册"}


@trail.atomic()
def compare(cohort: Cohort, *, by: User | None = None) -> tuple[int, int]:
    """Bring the list of disagreements up to date; return how many are open and newly closed.

    An answered disagreement that still stands stays answered; one that is gone is closed. One that
    is answered while this runs is left as it is; the next comparison looks at it again.
    """
    now = clock.now()
    # two comparisons of one cohort would find the same twice: the second waits for the first
    Cohort.objects.select_for_update(no_key=True).only("pk").get(pk=cohort.pk)
    open_ones = {
        (each.graduate_id, each.registry_row_id, each.field): each
        for each in RegistryMismatch.objects.filter(cohort=cohort).exclude(state=STATE.CLOSED)
    }
    fresh, meanwhile = [], 0
    for found in _disagreements(cohort):
        key = (found.graduate_id, found.registry_row_id, found.field)
        known = open_ones.pop(key, None)
        if known is None:
            fresh.append(found)
        elif (known.ours, known.theirs) != (found.ours, found.theirs):
            meanwhile += not _as_it_was(known).update(
                ours=found.ours, theirs=found.theirs, state=STATE.OPEN
            )
    gone = [each.pk for each in open_ones.values()]
    RegistryMismatch.objects.filter(pk__in=gone).update(state=STATE.CLOSED, closed_at=now)
    RegistryMismatch.objects.bulk_create(fresh, batch_size=500)
    after = {"new": len(fresh), "closed": len(gone), "answered_meanwhile": meanwhile}
    trail.record("registry.compare", cohort, by=by, after=after)
    return len(fresh), len(gone)


def _as_it_was(read: RegistryMismatch) -> QuerySet[RegistryMismatch]:
    """Return the row if it still is as it was read: neither answered since nor compared anew."""
    return RegistryMismatch.objects.filter(
        pk=read.pk, state=read.state, ours=read.ours, theirs=read.theirs
    )


def _disagreements(cohort: Cohort) -> Iterator[RegistryMismatch]:
    rows = RegistryRow.objects.filter(cohort=cohort, replaced_at__isnull=True)
    by_graduate = {row.graduate_id: row for row in rows if row.graduate_id}
    if not by_graduate and not rows.exists():
        return
    graduates = Graduate.objects.filter(cohort=cohort, removed=False).select_related("person")
    for graduate in graduates:
        row = by_graduate.get(graduate.pk)
        if row is None:
            yield _made(cohort, graduate, None, field=MISSING, texts=("在名册", "学籍里没有"))
        else:
            yield from _between(cohort, graduate, row)
    for row in rows.filter(graduate__isnull=True):
        texts = ("名册里没有", f"在学籍（{row.name}）")
        yield _made(cohort, None, row, field=MISSING, texts=texts)


def _between(cohort: Cohort, graduate: Graduate, row: RegistryRow) -> Iterator[RegistryMismatch]:
    person = graduate.person
    ours = {
        "name": graduate.name, "gender": graduate.gender, "level": graduate.level,
        "major_code": graduate.major_code, "direction": graduate.direction,
        "identity": person.identity_blind, "birth_on": str(person.birth_on or ""),
    }  # fmt: skip
    theirs = {name: str(getattr(row, name) or "") for name in COMPARED if name != "identity"}
    theirs["identity"] = row.identity_blind
    shown = {"identity": (person.identity_masked, row.identity_masked)}
    for name in COMPARED:
        if ours[name] and theirs[name] and ours[name] != theirs[name]:
            told = TOLD.get(name, str)
            texts = shown.get(name, (told(ours[name]), told(theirs[name])))
            yield _made(cohort, graduate, row, field=name, texts=texts)


def _made(
    cohort: Cohort, graduate: Graduate | None, row: RegistryRow | None, *, field: str,
    texts: tuple[str, str],
) -> RegistryMismatch:  # fmt: skip
    return RegistryMismatch(
        school_id=cohort.school_id, cohort=cohort, graduate=graduate, registry_row=row,
        college_id=graduate.college_id if graduate else None, field=field, ours=texts[0][:120],
        theirs=texts[1][:120], found_at=clock.now(),
    )  # fmt: skip


#: told to whoever is refused it
ANSWERS = whose(PostKind.REGISTRY_OFFICER)


def may_answer(user: User) -> bool:
    """Say whether somebody answers for the registry: 教务处 and 研究生院 do, nobody else."""
    return posts_of(user).has(PostKind.REGISTRY_OFFICER)


#: what somebody reads whose answer was about something else than stands there now
CHANGED = (
    "您打开这一页之后，这一条已经变了，答复没有保存。请看下面现在的内容；您填写的都还在，"
    "核对后可以再次提交。"
)


def seen_of(mismatch: RegistryMismatch) -> str:
    """Return a digest of what a form about a disagreement shows; an answer carries it back."""
    shown = (mismatch.state, mismatch.ours, mismatch.theirs, mismatch.registry_row_id)
    text = json.dumps((mismatch.pk, *shown), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@trail.atomic()
def answer(*, mismatch: RegistryMismatch, seen: str, choice: str, note: str, by: User) -> None:
    """Answer a disagreement as it was seen.

    Raises :class:`StaleStateError` when it was answered or closed, or says something else by now.
    """
    require(may_answer(by), ANSWERS)
    if seen != seen_of(mismatch):
        raise StaleStateError(CHANGED)
    answered = (
        _as_it_was(mismatch)
        .filter(state=STATE.OPEN)
        .update(
            state=STATE.ANSWERED, answer=choice, note=note, answered_at=clock.now(), answered_by=by
        )
    )
    if not answered:
        raise StaleStateError(CHANGED)
    subjects = [mismatch.graduate_id] if mismatch.graduate_id else []
    after = {"field": mismatch.field, "answer": choice}
    trail.record("mismatch.answer", mismatch, by=by, reason=note, subjects=subjects, after=after)
