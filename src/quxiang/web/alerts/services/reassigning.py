"""Hand cases to another desk, college or person: one, or a thousand in a few statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from quxiang.web.alerts.access import RUNS, desks_kept_by, may_answer_at, may_run
from quxiang.web.alerts.models import Case, CaseEvent, Origin
from quxiang.web.alerts.services.answering import Done, hold, hold_open, limited
from quxiang.web.alerts.states import REGISTRY, CaseState, Desk
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns, next_keys, update_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OTHERS = "这一件涉及某个学院的毕业生，只能交给该学院、教务处、研究生院或中心。"
NO_COLLEGE = "这一件不属于一个学院，请选交给哪个学院。"
DISPUTED = "本人异议只由中心核实，不能改派。"
FROM_ABOVE = "上级反馈的这一件属于哪个学院，请在反馈名单的这一行里改。"
#: who stands behind a desk: its kind, and the college's key where it is a college
Place = tuple[str, int | None]


@dataclass(frozen=True)
class To:
    """To whom, until when and why; without a college each case goes to its own."""

    desk: str
    due_on: date
    reason: str
    college: Unit | None = None
    person: User | None = None


@trail.atomic()
def reassign(*, case: Case, to: To, seen: int, by: User) -> None:
    """Hand over a case as it was seen.

    Raises :class:`StaleStateError` when it moved on, and :class:`InvalidError` for what may not
    be handed there.
    """
    require(may_run(by), RUNS)
    _refuse_thin(to)
    held = hold(case, seen)
    if held.state != CaseState.OPEN:
        raise StaleStateError
    why = _hindrance(held, to)
    if why:
        raise InvalidError(why)
    _hand([held], to, by)


@trail.atomic()
def reassign_many(*, ids: Iterable[int], to: To, by: User) -> Done:
    """Hand over many open cases; those that may not go there are left and counted."""
    require(may_run(by), RUNS)
    _refuse_thin(to)
    asked = limited(ids)
    open_cases = hold_open(Case.objects.filter(school_id=by.school_id), asked)
    held = [each for each in open_cases if not _hindrance(each, to)]
    if held:
        _hand(held, to, by)
    return Done(len(held), len(asked) - len(held))


def _refuse_thin(to: To) -> None:
    if to.desk not in Desk.values:
        raise InvalidError("请选择交给谁。")
    if len(to.reason.strip()) < 2:
        raise InvalidError("请写明为什么改派，新的和原来的责任人都会看到。")
    if to.due_on < clock.today():
        raise InvalidError("新的答复期限已经过去，请选今天或以后的日期。")
    college = to.college.pk if to.college is not None else None
    if to.person is not None and not may_answer_at(to.person, to.desk, college):
        raise InvalidError(f"{to.person.name}没有能答复它的岗位，请核对工号；不指定到人的留空。")


def _hindrance(case: Case, to: To) -> str:
    """Say why a case may not go there: whom it is about nobody learns who may not know them."""
    if case.origin == Origin.DISPUTE:
        return DISPUTED
    if to.desk != Desk.COLLEGE:
        return ""
    goes = _college(case, to)
    if goes is None:
        return NO_COLLEGE
    if goes == case.college_id:
        return ""
    if case.origin == Origin.FEEDBACK:
        return FROM_ABOVE
    return OTHERS if case.college_id is not None or case.graduate_id is not None else ""


def _college(case: Case, to: To) -> int | None:
    """Return the college a case has afterwards: another desk leaves it as whom it is about."""
    other = to.college is not None and to.desk == Desk.COLLEGE
    return to.college.pk if other and to.college is not None else case.college_id


def _hand(cases: Sequence[Case], to: To, by: User) -> None:
    now, reason = clock.now(), to.reason.strip()[:300]
    person = to.person.pk if to.person is not None else None
    before = [(each.desk, each.college_id, each.assignee_id) for each in cases]
    names = ("desk", "college_id", "assignee_id", "due_on", "escalated", "handed_at")
    rows = [(to.desk, _college(c, to), person, to.due_on, 0, now, c.pk) for c in cases]
    update_columns(Case, names, rows)
    keys = next_keys(CaseEvent, len(cases))
    units = dict(Unit.objects.filter(school_id=by.school_id).values_list("pk", "name"))
    goes = [(to.desk, _college(each, to)) for each in cases]
    told = zip(cases, keys, before, goes, strict=True)
    events = [
        (
            c.school_id, c.pk, CaseEvent.Kind.HANDED.value, by.pk, now, key,
            f"由{_named(units, *old[:2])}改由{_named(units, *new)}"
            f"{to.person.name if to.person else ''}答复，期限 {to.due_on}：{reason}",
        )
        for c, key, old, new in told
    ]  # fmt: skip
    columns = ("school_id", "case_id", "kind", "by_id", "at", "pk", "text")
    insert_columns(CaseEvent, columns, events)
    _record(cases, before, goes, to, by)
    _tell(before, goes, to, by, keys[0])


def _named(units: Mapping[int, str], desk: str, college: int | None) -> str:
    if desk == Desk.COLLEGE and college is not None:
        return units[college]
    return str(Desk(desk).label)


def _record(
    cases: Sequence[Case], before: Sequence[tuple[str, int | None, int | None]],
    goes: Sequence[Place], to: To, by: User,
) -> None:  # fmt: skip
    """Note one act: which cases, from where to where, and a digest of all of it."""
    lines = [f"{c.pk}:{old}>{new}" for c, old, new in zip(cases, before, goes, strict=True)]
    subjects = sorted({each.graduate_id for each in cases if each.graduate_id is not None})
    trail.record(
        "case.reassign", cases[0] if len(cases) == 1 else None, by=by, reason=to.reason[:200],
        school_id=by.school_id, subjects=subjects, before={"desk": sorted({b[0] for b in before})},
        after={
            "desk": to.desk, "unit": to.college.pk if to.college else None,
            "user": to.person.pk if to.person else None, "until": str(to.due_on),
            "count": len(cases), "ids": [each.pk for each in cases],
            "digest": sha256(",".join(lines).encode()).hexdigest(),
        },
    )  # fmt: skip


def _tell(
    before: Sequence[tuple[str, int | None, int | None]], goes: Sequence[Place], to: To, by: User,
    act: int,
) -> None:  # fmt: skip
    """Write to who had the cases and to who has them now, one message each, never to oneself."""
    held = active_appointments(clock.now()).filter(school_id=by.school_id)
    people: dict[Place, set[User]] = defaultdict(set)
    answer = (PostKind.RECORDER, PostKind.REGISTRY_OFFICER, PostKind.CENTRE_OFFICER)
    for each in held.filter(kind__in=answer).select_related("user__school", "post"):
        for place in _places(each.kind, each.unit_id, each.post.title):
            people[place].add(each.user)
    lost, won = Counter[Place](), Counter[Place]()
    for (desk, college, _), new in zip(before, goes, strict=True):
        lost[_place(desk, college)] += 1
        won[_place(*new)] += 1
    to_whom = dict(people) if to.person is None else {each: {to.person} for each in won}
    for template, counts, whom in (("cases_taken", lost, people), ("cases_handed", won, to_whom)):
        sums: Counter[User] = Counter()
        for place, count in counts.items():
            sums.update(dict.fromkeys(whom.get(place, ()), count))
        for user, count in sums.items():
            if user != by:
                values = {"count": str(count), "due": str(to.due_on)}
                send(user, template, key=f"{template}-{act}-{user.pk}", **values)


def _place(desk: str, college: int | None) -> Place:
    return (desk, college if desk == Desk.COLLEGE else None)


def _places(kind: str, unit: int | None, title: str) -> list[Place]:
    if kind == PostKind.RECORDER:
        return [(Desk.COLLEGE.value, unit)]
    if kind == PostKind.CENTRE_OFFICER:
        return [(Desk.CENTRE.value, None)]
    return [(each.value, None) for each in desks_kept_by(title) if each in REGISTRY]
