"""What tests of sheets share: records of two colleges, who checks them, what a page sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.destinations.models import Judgement, Registration
from quxiang.web.destinations.services import filing
from quxiang.web.evidence.models import Evidence
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.binding import list_digest, shown
from quxiang.web.worksheets.models import Conclusion, CrossRound
from quxiang.web.worksheets.selectors import conclusions_of, record_shown, sides_shown
from quxiang.web.worksheets.services.crossing import Plan, make_round
from quxiang.web.worksheets.standing import standing
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.signing import CONTRACT

RIGHT = {"data": "ok", "papers": "ok"}
WRONG = {"data": "problem", "papers": "ok", "note": "单位名称与协议不一致"}
LACKS = {"data": "ok", "papers": "missing", "note": "没有就业协议书"}
NOTHING = {"data": "ok", "papers": "none"}


@dataclass(frozen=True)
class Checkers:
    """何 heads and reviews 文学院; 吕 reviews 农学院 beside 李."""

    he: User
    lv: User


def checkers(cast: Cast) -> Checkers:
    return Checkers(
        he=appointed(
            staff(cast.school, "8401", "何文"), PostKind.COLLEGE_REVIEWER, cast.letters, "副院长"
        ),
        lv=appointed(
            staff(cast.school, "8402", "吕禾"), PostKind.COLLEGE_REVIEWER, cast.agronomy, "副院长"
        ),
    )


def file_for(
    graduate: Graduate, by: User, typed: Mapping[str, str] = CONTRACT, paper: str = "contract"
) -> Registration:
    """File for somebody with a paper, judged and found to be without doubt."""
    if paper:
        put_paper(graduate, kind=paper)
    found = Registration.objects.filter(graduate=graduate).first()
    seen = found.revision if found else 0
    filing.submit(graduate=graduate, typed=typed, seen=seen, note="有变更", by=by)
    made = Registration.objects.select_related("current").get(graduate=graduate)
    judge(made)
    return made


def judge(registration: Registration, *, flagged: bool = False) -> None:
    now = clock.now()
    Judgement.objects.update_or_create(
        version=registration.current,
        defaults={
            "school_id": registration.school_id,
            "flagged": flagged,
            "findings": [],
            "at": now,
        },
    )


def put_paper(graduate: Graduate, kind: str = "contract", version: int | None = None) -> Evidence:
    """Put a paper to somebody's record without the form, of no version yet unless said."""
    sha = f"{Evidence.objects.count():064x}"
    return Evidence.objects.create(
        school_id=graduate.school_id, cohort_id=graduate.cohort_id, graduate=graduate,
        college_id=graduate.college_id, version=version, size=9, pages=1, kind=kind, sha256=sha,
        upload_blind=sha[:32], media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip


def conclude(
    user: User, graduate: Graduate, side: str, said: Mapping[str, str] = RIGHT, *, seen: str = "",
    **more: Any,
) -> Any:  # fmt: skip
    """Conclude as the page does that was opened just now."""
    token = seen or shown([graduate.pk], side)[graduate.pk].token
    form = {"side": side, "seen": token, **said}
    client = login(Client(raise_request_exception=False), user)
    return client.post(f"/worksheets/{graduate.pk}/conclude/", form, **more)


def standing_of(graduate: Graduate, side: str) -> str:
    """Return how a side stands to a record, as its page says it."""
    found = Graduate.objects.select_related("registration__current").get(pk=graduate.pk)
    every = conclusions_of(found)
    told = sides_shown(record_shown(found, side, every), every)
    said = next(str(each.standing) for each in told if each.side == side)
    one = standing(Graduate.objects.filter(pk=graduate.pk), side)
    assert [said] == list(one.values_list("standing", flat=True)), "the page says it otherwise"
    return said


def now_of(graduate: Graduate, side: str) -> Conclusion:
    return Conclusion.objects.get(graduate=graduate, side=side, superseded_at__isnull=True)


def a_round(cast: Cast, *who: User, days: int = 3, most: int = 5, seed: str = "甲") -> CrossRound:
    """Arrange a round between both colleges."""
    plan = Plan(
        [cast.agronomy.pk, cast.letters.pk], [each.pk for each in who],
        until=clock.now() + timedelta(days=days), most=most, seed=seed,
    )  # fmt: skip
    return make_round(cohort=cast.cohort, plan=plan, by=cast.qian)


def many(user: User, graduates: list[Graduate], side: str = "college", **form: Any) -> Any:
    """Conclude on a list as the page does that showed these."""
    records = shown([each.pk for each in graduates], side)
    tokens = {key: each.token for key, each in records.items()}
    typed = {
        "side": side, "digest": list_digest(tokens), "selected": [str(key) for key in tokens],
        "listed": [f"{key}:{token}" for key, token in tokens.items()], **form,
    }  # fmt: skip
    return login(Client(), user).post("/worksheets/clean/conclude/", typed, follow=True)
