"""Correct year, scheme and window of a cohort opened wrongly, while nothing rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q

from quxiang.standards import written
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, CohortSettings

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

REMEDY = "确实开错了的，请另开正确的一届，把名册导入到那里，再归档这一届。"
#: imports in these states wrote nothing
UNWRITTEN = ("dropped", "unusable")


def facts_of(cohort: Cohort) -> dict[str, str | int]:
    return {"year": cohort.year, "scheme": cohort.scheme, "window": cohort.window}


def seen_of(cohort: Cohort) -> str:
    """Return what a form about a cohort showed, for it to carry back."""
    return "|".join(str(each) for each in facts_of(cohort).values())


def why_fixed(cohort: Cohort) -> str:
    """Return a sentence when something rests on a cohort's year, scheme and window, else nothing.

    Whatever table points at cohorts counts, now and later; their own settings do not.
    """
    if cohort.archived_at is not None:
        return f"{cohort}已归档，届、方案和毕业时间范围不能再改。"
    if people := cohort.graduates.count():
        return f"{cohort}的名册上已有 {people} 人，届、方案和毕业时间范围不能再改。{REMEDY}"
    if Cohort.objects.filter(_anything_rests_on(), pk=cohort.pk).exists():
        return f"{cohort}已有导入或其他记录，届、方案和毕业时间范围不能再改。{REMEDY}"
    return ""


def _anything_rests_on() -> Q:
    """Return what holds for a cohort some row of another table points at, in one query."""
    rests = Q(pk__in=[])
    for each in Cohort._meta.get_fields(include_hidden=True):
        if not isinstance(each, ForeignObjectRel) or each.related_model is CohortSettings:
            continue
        model: Any = each.related_model
        rows = model._default_manager.filter(**{each.field.name: OuterRef("pk")})
        if model._meta.label_lower == "imports.import":
            rows = rows.exclude(state__in=UNWRITTEN)
        rests |= Q(Exists(rows))
    return rests


@trail.atomic()
def correct_cohort(
    *, cohort: Cohort, year: int, scheme: str, window: str, seen: str, reason: str, by: User
) -> bool:
    """Give a cohort another year, scheme or window; its settings get their next version.

    Say whether anything changed. Refuses where something rests on it, or the year is taken; raises
    :class:`StaleStateError` when it is not as it was ``seen`` any more.
    """
    require(may_run_roster(by), RUNS_ROSTER)
    # a whole lock: nobody puts a graduate into it before this is through
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if seen != seen_of(held):
        raise StaleStateError(f"这个页面打开之后，{held}已被更正，您的更改没有保存。请刷新后再看。")
    if why := why_fixed(held):
        raise InvalidError(why)
    before = facts_of(held)
    after: dict[str, str | int] = {"year": year, "scheme": scheme, "window": window}
    if before == after:
        return False
    _write(held, after)
    made = _next_settings(held, before, reason, by)
    after["number"] = made.number
    trail.record("cohort.correct", held, by=by, reason=reason, before=before, after=after)
    return True


def _write(cohort: Cohort, facts: Mapping[str, str | int]) -> None:
    for name, value in facts.items():
        setattr(cohort, name, value)
    try:
        with transaction.atomic():
            cohort.save(update_fields=list(facts))
    except IntegrityError as error:
        raise InvalidError(f"{cohort.year} 届已经开设，请在“届别与设置”里打开它。") from error


def _next_settings(
    cohort: Cohort, before: Mapping[str, str | int], reason: str, by: User
) -> CohortSettings:
    """Keep settings under the new scheme and year as a version of its own."""
    newest = settings_of(cohort)
    number = (newest.number if newest else 0) + 1
    settings = replace(
        read(cohort, newest), version=number, scheme=cohort.scheme, cohort=str(cohort.year)
    )
    windows = dict(Cohort.Window.choices)
    was = f"原为 {before['year']} 届、{before['scheme']} 方案、{windows[str(before['window'])]}"
    return CohortSettings.objects.create(
        school_id=cohort.school_id, cohort=cohort, number=number, text=written(settings), by=by,
        digest=settings.digest, reason=f"更正届别（{was}）：{reason}"[:200], at=clock.now(),
    )  # fmt: skip
