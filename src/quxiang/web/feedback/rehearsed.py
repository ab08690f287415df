"""What an inspection would find: of each college how much, by which rule, and who must answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from quxiang.web.alerts.desks import desks_of
from quxiang.web.alerts.found import Found, found_by
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.plans import title_of
from quxiang.web.alerts.states import Desk, Verdict
from quxiang.web.common import clock
from quxiang.web.feedback.judging import Count, found_run, judged
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments, colleges

#: which post answers at a desk that is no college's
_POSTS = {
    Desk.ACADEMIC: PostKind.REGISTRY_OFFICER, Desk.GRADUATE_SCHOOL: PostKind.REGISTRY_OFFICER,
    Desk.CENTRE: PostKind.CENTRE_OFFICER,
}  # fmt: skip


def result_of(run: RuleRun) -> dict[str, Any]:
    """Return what a run that is done would mean for every college, as plain data to keep."""
    assert run.snapshot is not None  # noqa: S101 - a run that is done has one
    recorded = found_run(run.snapshot.path, run.folder)
    found = found_by(recorded.findings(), desks_of(run.cohort)).values()
    signals, who = judged(run), _holders(run.school_id)
    units = list(colleges(run.school_id))
    by_unit: dict[int | None, list[Found]] = defaultdict(list)
    for each in found:
        by_unit[each.college].append(each)
    return {
        "definitions": [asdict(each) for each in signals.definitions],
        "school": _told(signals.of("")),
        "colleges": [
            _college(each, by_unit.get(each.pk, []), who)
            | {"signals": _told(signals.of(each.name))}
            for each in units
        ],
        "others": _college(None, by_unit.get(None, []), who),
    }  # fmt: skip


def _told(counts: Iterable[Count]) -> list[dict[str, Any]]:
    return [asdict(each) for each in counts]


def _holders(school_id: int) -> Mapping[tuple[str, int | None], Sequence[str]]:
    """Return who answers now, by post and unit."""
    kinds = (PostKind.RECORDER, *dict.fromkeys(_POSTS.values()))
    held = active_appointments(clock.now()).filter(school_id=school_id, kind__in=kinds)
    found: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for each in held.select_related("user"):
        unit = each.unit_id if each.kind == PostKind.RECORDER else None
        found[each.kind, unit].append(each.user.name)
    return found


def _college(
    unit: Unit | None, found: Sequence[Found], who: Mapping[tuple[str, int | None], Sequence[str]]
) -> dict[str, Any]:
    by_rule = Counter((each.finding.rule, each.desk, each.finding.verdict) for each in found)
    rules = sorted({(rule, desk) for rule, desk, _ in by_rule})
    sums = Counter(each.finding.verdict for each in found)
    return {
        "unit": unit.pk if unit is not None else None,
        "name": unit.name if unit is not None else "不属一个学院",
        "faults": sums[Verdict.FAULT], "to_check": sums[Verdict.TO_CHECK],
        "rules": [
            {
                "rule": rule, "title": title_of(rule), "desk": Desk(desk).label,
                "faults": by_rule[rule, desk, Verdict.FAULT],
                "to_check": by_rule[rule, desk, Verdict.TO_CHECK],
            }
            for rule, desk in rules
        ],
        "answers": [_answers(desk, count, unit, who) for desk, count in _desks(found)],
    }  # fmt: skip


def _desks(found: Sequence[Found]) -> list[tuple[str, int]]:
    return sorted(Counter(each.desk for each in found).items())


def _answers(
    desk: str, count: int, unit: Unit | None,
    who: Mapping[tuple[str, int | None], Sequence[str]],
) -> dict[str, Any]:  # fmt: skip
    """Say who must answer how many; a desk nobody holds says so."""
    post = _POSTS.get(Desk(desk), PostKind.RECORDER)
    at = unit.pk if unit is not None and post == PostKind.RECORDER else None
    names = "、".join(who.get((post, at), ())) or "没有人任职"
    return {"desk": f"{Desk(desk).label}（{PostKind(post).label}）", "who": names, "count": count}
