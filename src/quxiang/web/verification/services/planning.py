"""Plan a survey, fix it with its frame and seed, draw, start, drop, close."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from quxiang.estimates.drawing import drawn, frame_hash, second
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.documents.services.making import make_sampling
from quxiang.web.orgs.models import School
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort
from quxiang.web.verification.access import PLANS, may_plan
from quxiang.web.verification.frames import Member, as_written, frame_of, strata_of, written
from quxiang.web.verification.models import Kind, SampledRecord, Survey
from quxiang.web.verification.options import Options, refuse_odd
from quxiang.web.verification.printing import sampling_of
from quxiang.web.verification.scripts import script_of
from quxiang.web.verification.services.closing import open_cases_of
from quxiang.web.verification.states import SURVEYS
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.services.planning import show

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

FRAME = "frame"
#: one in so many of those drawn is called twice
TWICE = 10
_COLUMNS = (
    "school_id", "survey_id", "college_id", "graduate_id", "version_id", "stratum", "round",
    "order",
)  # fmt: skip
EMPTY = (
    "按这个方案没有可以抽查的记录。请看方式和“含未就业和未登记”是否选对，或等去向登记生效后再定。"
)


@trail.atomic()
def plan(*, cohort: Cohort, options: Options, by: User) -> Survey:
    """Plan a survey and show how many it would ask; nothing is drawn and nothing is fixed."""
    require(may_plan(by), PLANS)
    refuse_odd(options, standard_of(cohort.school_id, cohort.scheme))
    now = clock.now()
    if options.as_of is not None and options.as_of > now:
        raise InvalidError("名单时点不能晚于现在。请选已有的快照，或留空按现在。")
    if cohort.archived_at is not None:
        raise InvalidError("这一届已经归档，不再核查。要核查的请先取消归档。")
    made = Survey(
        school_id=cohort.school_id, cohort=cohort, by=by, made_at=now,
        number=_next_number(cohort.school_id), **_kept(options),
    )  # fmt: skip
    frame = frame_of(made, options.as_of or now)
    made.strata, made.counted = strata_of(made, frame), frame.counted
    made.save()
    after = {"number": made.number, "kind": made.kind, "size": made.planned_size}
    trail.record("survey.plan", made, by=by, after=after)
    return made


def _kept(options: Options) -> dict[str, Any]:
    return {
        **asdict(options), "title": options.title.strip()[:60],
        "whole_codes": sorted(options.whole_codes),
    }  # fmt: skip


def _next_number(school_id: int) -> int:
    """Return the next number of a school; who plans at the same time waits for it."""
    School.objects.select_for_update(no_key=True).get(pk=school_id)
    last = Survey.objects.filter(school_id=school_id).order_by("-number").first()
    return 1 if last is None else last.number + 1


@trail.atomic()
def fix(*, survey: Survey, seen: int, site: str, by: User) -> None:
    """Fix frame and seed, and print both before anybody is drawn.

    A seed nobody chose is taken now, the hash of the frame is worked out; trail, page and PDF say
    both. Another plan from here on is another survey, with this one to be seen beside it.
    """
    require(may_plan(by), PLANS)
    held = _held(survey, seen)
    now = clock.now()
    frame = frame_of(held, held.as_of or now)
    strata = strata_of(held, frame)
    if not strata:
        raise InvalidError(EMPTY)
    changes: dict[str, Any] = {
        "strata": strata, "counted": frame.counted, "fixed_at": now,
        "as_of": held.as_of or now, "seed": secrets.token_hex(16),
        "frame_sha256": frame_hash(each.unit for each in frame.members),
        "frame_sealed": sealed.seal(written(frame.members), FRAME),
    }  # fmt: skip
    _step(held, "fix", by, **changes)
    held.document = make_sampling(
        survey=held.pk, school_id=held.school_id, data=sampling_of(held), site=site, by=by
    )
    held.save(update_fields=["document"])
    after = {
        "seed": held.seed, "frame": held.frame_sha256, "size": held.planned_size,
        "document": held.document.label,
    }  # fmt: skip
    trail.record("survey.publish", held, by=by, after=after)
    _tell_back(survey, held)


@trail.atomic()
def draw(*, survey: Survey, seen: int, by: User) -> None:
    """Draw from the fixed frame with the fixed seed, and who of those is asked twice."""
    require(may_plan(by), PLANS)
    held = _held(survey, seen)
    _step(held, "draw", by, drawn_at=clock.now())
    members = {each.name: each for each in members_of(held)}
    names, twice = drawn_again(held, list(members.values()))
    rows = [
        (held.school_id, held.pk, m.college, m.graduate, m.version, m.stratum, number, at)
        for number, listed in ((1, names), (2, twice))
        for at, m in enumerate((members[name] for name in listed), 1)
    ]
    insert_columns(SampledRecord, _COLUMNS, rows)
    after = {"drawn": len(names), "twice": len(twice)}
    trail.record("survey.drawn", held, by=by, after=after)
    _tell_back(survey, held)


def members_of(survey: Survey) -> list[Member]:
    """Return the frame of a survey as it was fixed."""
    return as_written(sealed.unseal(survey.frame_sealed, FRAME))


def drawn_again(survey: Survey, members: list[Member]) -> tuple[list[str], list[str]]:
    """Return the names drawn in their order, and those of them asked twice; always the same.

    On the spot two persons see for themselves at once: nobody is visited twice.
    """
    sizes = {each["key"]: each["wanted"] for each in survey.strata}
    names = drawn((each.unit for each in members), sizes, survey.seed)
    twice = [] if survey.kind == Kind.VISITS else second(names, survey.seed, TWICE)
    return names, twice


@trail.atomic()
def start(*, survey: Survey, seen: int, by: User) -> None:
    """Let callers begin, with the script as it is now."""
    require(may_plan(by), PLANS)
    held = _held(survey, seen)
    _step(held, "start", by, started_at=clock.now(), script=script_of(held.school_id))
    _tell_back(survey, held)


@trail.atomic()
def drop(*, survey: Survey, seen: int, reason: str, by: User) -> None:
    """Give a survey up before it begins; it stays to be seen, with its seed and why."""
    require(may_plan(by), PLANS)
    if len(reason.strip()) < 4:
        raise InvalidError("请写明作废的原因（至少 4 个字）。")
    held = _held(survey, seen)
    _step(held, "drop", by, reason.strip()[:200], ended_why=reason.strip()[:200])
    _tell_back(survey, held)


@trail.atomic()
def close(*, survey: Survey, seen: int, reason: str, by: User) -> int:
    """End a survey: what was not asked counts as not tried; what differs becomes cases.

    Only now a college learns whom it was about, by its cases. Returns how many were opened.
    """
    require(may_plan(by), PLANS)
    if len(reason.strip()) < 4:
        raise InvalidError("请写明结束的说明（至少 4 个字），例如“应核查的都已有结论”。")
    visits = FieldVisit.objects.filter(
        pk__in=SampledRecord.objects.filter(survey=survey, visit__isnull=False).values("visit")
    )
    # before the survey, as whoever confirms a visit holds that first
    list(visits.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    held = _held(survey, seen)
    _step(held, "close", by, reason.strip()[:200], closed_at=clock.now(),
          ended_why=reason.strip()[:200])  # fmt: skip
    SampledRecord.objects.filter(survey=held).update(held_by=None, held_until=None)
    opened = open_cases_of(held)
    show(visits)
    _tell_back(survey, held)
    return opened


def _held(survey: Survey, seen: int) -> Survey:
    """Hold a survey as the page showed it; raises :class:`StaleStateError` where it is another."""
    related = ("cohort", "school", "document", "script")
    held = Survey.objects.select_for_update(of=("self",)).select_related(*related)
    found = held.get(pk=survey.pk)
    if found.revision != seen:
        raise StaleStateError
    return found


def _step(survey: Survey, verb: str, by: User, reason: str = "", **changes: Any) -> None:
    move(survey, SURVEYS[verb], by=by, reason=reason, revision=survey.revision + 1, **changes)


def _tell_back(survey: Survey, held: Survey) -> None:
    survey.state, survey.revision = held.state, held.revision
