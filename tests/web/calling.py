"""What tests of surveys share: three callers, a cohort with destinations, a survey at any step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.common import clock, sealed
from quxiang.web.destinations.services import bulk
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import INPUT
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.verification.options import Options
from quxiang.web.verification.services import planning
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT
from web.uploads import paper

#: within the hours of every survey here
NOON = datetime(2026, 12, 3, 12)
#: nobody may be called
NIGHT = datetime(2026, 12, 3, 22, 30)
SITE = "https://example.test/"


@dataclass(frozen=True)
class Callers:
    """卢, 庄 and 唐 call."""

    lu: User
    zhuang: User
    tang: User


def callers(cast: Cast) -> Callers:
    def one(number: str, name: str, title: str) -> User:
        return appointed(staff(cast.school, number, name), PostKind.CALLER, title=title)

    return Callers(
        one("8501", "卢讯", "一号"), one("8502", "庄问", "二号"), one("8503", "唐核", "三号")
    )


def people(cast: Cast, count: int, typed: Mapping[str, str] = CONTRACT) -> list[Graduate]:
    """Put so many on the roster of both colleges in turn, each with a destination that counts."""
    first = Graduate.objects.count() + 1
    made = [
        graduate(cast.cohort, (cast.agronomy, cast.letters)[at % 2], f"2099{at:04d}", f"被抽{at}")
        for at in range(first, first + count)
    ]
    registered(cast, made, typed)
    return made


def registered(cast: Cast, made: list[Graduate], typed: Mapping[str, str] = CONTRACT) -> None:
    origin = bulk.Origin(standard_of(cast.school.pk, cast.cohort.scheme), "adopted", cast.qian)
    rows = [bulk.Listed(each, dict(typed)) for each in made]
    assert len(bulk.adopt_all(rows, origin)) == len(made)


def planned(cast: Cast, **more: Any) -> Survey:
    """Plan a survey that may be called at any hour of the day, unless told otherwise."""
    given = {
        "kind": "graduates", "title": "第一轮", "whole_codes": (), "whole_marked": False,
        "opens_at": time(0, 0), "closes_at": time(23, 59, 59), **more,
    }  # fmt: skip
    return planning.plan(cohort=cast.cohort, options=Options(**given), by=cast.qian)


def fixed(cast: Cast, **more: Any) -> Survey:
    survey = planned(cast, **more)
    planning.fix(survey=survey, seen=survey.revision, site=SITE, by=cast.qian)
    survey.refresh_from_db()
    return survey


def running(cast: Cast, **more: Any) -> Survey:
    survey = fixed(cast, **more)
    for step in (planning.draw, planning.start):
        step(survey=survey, seen=survey.revision, by=cast.qian)
    survey.refresh_from_db()
    return survey


def close(cast: Cast, survey: Survey) -> int:
    survey.refresh_from_db()
    return planning.close(survey=survey, seen=survey.revision, reason="都已有结论", by=cast.qian)


def send(user: User, path: str, **typed: Any) -> Any:
    return login(Client(), user).post(path, typed)


def take(user: User) -> SampledRecord | None:
    """Take the next record by the page; return what is in hand then."""
    assert send(user, "/verification/desk/next/").status_code == 302
    return SampledRecord.objects.filter(held_by=user, held_until__gt=clock.now()).first()


def note(user: User, record: SampledRecord, outcome: str, **typed: Any) -> int:
    status: int = send(
        user, f"/verification/desk/{record.pk}/note/", outcome=outcome, **typed
    ).status_code
    record.refresh_from_db()
    return status


def with_phone(user: User, number: str) -> None:
    for name, value in sealed.columns("phone", number).items():
        setattr(user, name, value)
    user.save()


def a_visiting_survey(cast: Cast) -> dict[str, int]:
    """Keep a survey by visits nobody was drawn for."""
    now = clock.now()
    survey = Survey.objects.create(
        school=cast.school, cohort=cast.cohort, number=2, kind="visits", title="走访", by=cast.qian,
        state="running", half_width=500, expected=1000, minimum=2, whole_flagged=False,
        whole_marked=False, everybody=False, max_tries=3, retry_hours=4, opens_at=time(0),
        closes_at=time(23, 59, 59), made_at=now,
    )  # fmt: skip
    return {"visiting_survey": survey.pk}


def a_survey(cast: Cast, state: str = "running") -> dict[str, int]:
    """Keep a survey of 王 alone, with its plan as a PDF, and the record drawn."""
    now = clock.now()
    document = Document.objects.create(
        school=cast.school, kind="sampling", year=2024, number=99, content="9" * 64,
        input_sealed=sealed.seal("{}", INPUT), token_hash="9" * 64, made_at=now,
        **store.keep(cast.school.pk, paper()),
    )  # fmt: skip
    key = f"{cast.agronomy.pk}|unregistered|"
    stratum = {
        "key": key, "college": cast.agronomy.pk, "college_name": cast.agronomy.name,
        "group": "unregistered", "part": "", "size": 1, "whole": False, "wanted": 1,
    }  # fmt: skip
    survey = Survey.objects.create(
        school=cast.school, cohort=cast.cohort, number=1, kind="graduates", title="第一轮",
        state=state, half_width=500, expected=1000, minimum=2, whole_flagged=False,
        whole_marked=False, everybody=True, max_tries=3, retry_hours=4, opens_at=time(0),
        closes_at=time(23, 59, 59), as_of=now, by=cast.qian, made_at=now, strata=[stratum],
        counted=1, frame_sealed=sealed.seal(f"{cast.wang_graduate.pk}-0\t{key}", planning.FRAME),
        frame_sha256="8" * 64, seed="7" * 32, fixed_at=now, document=document, drawn_at=now,
        started_at=now,
    )  # fmt: skip
    record = SampledRecord.objects.create(
        school=cast.school, survey=survey, college=cast.agronomy, graduate=cast.wang_graduate,
        stratum=key, round=1, order=1,
    )  # fmt: skip
    return {"survey": survey.pk, "sampled_record": record.pk}
