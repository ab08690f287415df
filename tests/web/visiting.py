"""What tests of visits share: a cluster, two callers, a visit at any step, what a phone sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import fresh
from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.services import planning
from quxiang.web.visits.services.planning import Plan
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.uploads import photo

SHOP = "新乡市老街小吃店"


@dataclass(frozen=True)
class Callers:
    """卢 and 庄 go there; 唐 is another officer of the centre, who concludes."""

    lu: User
    zhuang: User
    tang: User


def callers(cast: Cast) -> Callers:
    return Callers(
        lu=appointed(staff(cast.school, "8401", "卢访"), PostKind.CALLER, title="一号"),
        zhuang=appointed(staff(cast.school, "8402", "庄勤"), PostKind.CALLER, title="二号"),
        tang=appointed(staff(cast.school, "8403", "唐宁"), PostKind.CENTRE_OFFICER, title="核查"),
    )


def a_cluster(cast: Cast, **more: object) -> Case:
    """Keep a finding that 王 and 陈 crowd in one shop."""
    now = clock.now()
    case = Case.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, desk="college",
        rule="E305", severity="suspect", verdict="fault", subject="employer",
        key={"employer_key": SHOP}, message=f"{SHOP}：4 名毕业生。", people_count=2,
        found_at=now, seen_at=now, due_on=clock.today(), **more,
    )  # fmt: skip
    for each in (cast.wang_graduate, cast.chen_graduate):
        case.people.create(graduate=each)
    return case


def planned(cast: Cast, first: User, second: User | None, case: Case | None = None) -> FieldVisit:
    """Plan a visit to a shop for today, to ask after 王 and 陈."""
    wanted = Plan(
        name=SHOP, address="老街 12 号", planned_on=clock.today(), look_at="各人是否在岗",
        first=first.pk, second=second.pk if second else None,
        cases=[(case or a_cluster(cast)).pk],
        people=[cast.wang_graduate.pk, cast.chen_graduate.pk],
    )  # fmt: skip
    return planning.plan(cohort=cast.cohort, plan=wanted, by=cast.qian)


def send(user: User, path: str, **typed: Any) -> Any:
    """Post as the script of a phone does."""
    return login(Client(), user).post(path, typed, headers={"accept": "application/json"})


def send_photo(user: User, visit: FieldVisit, key: str = "", content: bytes = b"") -> Any:
    file = SimpleUploadedFile("photo", content or photo())
    path = f"/visits/{visit.pk}/photos/"
    return send(
        user, path, key=key or str(uuid4()), taken_at="2024-06-20T10:00:00", file=file
    )  # fmt: skip


def filled(visit: FieldVisit, cast: Cast, **more: Any) -> dict[str, Any]:
    """Return what a phone sends of a whole form."""
    visit.refresh_from_db()
    at = clock.local(clock.now()) - timedelta(minutes=1)
    return {
        "key": str(uuid4()), "seen": visit.revision, "arrived_at": f"{at:%Y-%m-%dT%H:%M}",
        "found": "there", "business": "招牌为老街小吃，正在营业，店内三人。", "spoke_to": "店主",
        f"told-{cast.wang_graduate.pk}": "working", f"told-{cast.chen_graduate.pk}": "unknown",
        f"note-{cast.chen_graduate.pk}": "店主说没有这个人", **more,
    }  # fmt: skip


def report(user: User, visit: FieldVisit, cast: Cast, **more: Any) -> Any:
    return send(user, f"/visits/{visit.pk}/report/", **filled(visit, cast, **more))


def proven(user: User) -> Client:
    """Log somebody in who gave the password a moment ago."""
    client = login(Client(), user)
    session = client.session
    session[fresh.KEPT] = clock.real_now().timestamp()
    session.save()
    return client


def confirm(user: User, visit: FieldVisit, **more: Any) -> int:
    visit.refresh_from_db()
    given = {"seen": visit.digest, **more}
    status: int = proven(user).post(f"/visits/{visit.pk}/confirm/", given).status_code
    visit.refresh_from_db()
    return status


def done(cast: Cast, who: Callers) -> FieldVisit:
    """Return a visit that was made, reported with a photo and confirmed by both."""
    visit = planned(cast, who.lu, who.zhuang)
    assert send_photo(who.lu, visit).status_code == 200
    answer = report(who.lu, visit, cast)
    assert answer.status_code == 200, answer.content.decode()
    assert confirm(who.lu, visit) == 302
    assert confirm(who.zhuang, visit) == 302
    return visit


def settle(user: User, visit: FieldVisit, **more: Any) -> int:
    visit.refresh_from_db()
    given = {
        "seen": visit.revision, "conclusion": "true", "released": "店在营业，一人在岗。", **more,
    }  # fmt: skip
    status: int = login(Client(), user).post(f"/visits/{visit.pk}/settle/", given).status_code
    visit.refresh_from_db()
    return status
