"""What tests of bulletins share: a played week with a frozen end, a bulletin at any step."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.services import drafting, stepping
from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation, ConfirmationMove, Registration
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.season import basis
from quxiang.web.season.models import Closing, Snapshot
from quxiang.web.season.services import taking
from web.alerting import entered
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import STUDY

#: the Wednesday night a week of June ends with
END = datetime(2024, 6, 20)
WEEK = "2024-W25"
WORDS = {
    "title": "关于2024届毕业生去向登记进展情况的通报", "opening": "现将有关情况通报如下。",
    "closing": "请各学院及时核对。",
}  # fmt: skip


def at(moment: datetime) -> None:
    clock.move_to(clock.aware(moment))


@dataclass(frozen=True)
class Heads:
    """Who signs off: 林 the school's reviewer, 高 its head for employment."""

    lin: User
    gao: User


def heads(cast: Cast) -> Heads:
    return Heads(
        lin=appointed(staff(cast.school, "8401", "林远"), PostKind.SCHOOL_REVIEWER),
        gao=appointed(staff(cast.school, "8402", "高岚"), PostKind.SCHOOL_EMPLOYMENT_HEAD),
    )


def alone() -> None:
    """Begin without the folders of another test's school."""
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()


def peopled(cast: Cast) -> None:
    """Let 农学院 have five, of whom two are entered, and 文学院 three, of whom one is."""
    for number in range(4):
        graduate(cast.cohort, cast.agronomy, f"2024300{number}", f"何农{number}")
    for number in range(2):
        graduate(cast.cohort, cast.letters, f"2024310{number}", f"何文{number}")
    entered(cast, cast.wang_graduate)
    farmer = cast.wang_graduate.cohort.graduates.get(student_no="20243000")
    entered(cast, farmer, STUDY)
    entered(cast, cast.chen_graduate, STUDY)


def confirms(cast: Cast, who: Any, place: str = "national", outcome: str = "confirmed") -> None:
    """Let somebody's version in force be answered, here or in the national system."""
    version = Registration.objects.get(graduate=who).in_force
    assert version is not None
    made, _ = Confirmation.objects.update_or_create(
        version=version,
        place=place,
        defaults={"state": outcome, "school": cast.school, "college": who.college},
    )
    ConfirmationMove.objects.create(
        school=cast.school, confirmation=made, source="awaited", target=outcome, at=clock.now()
    )


def closed(cast: Cast, label: str, moment: datetime) -> None:
    Closing.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, label=label, kind="zero",
        entered=0, left=0, by=cast.zhao, at=clock.aware(moment),
    )  # fmt: skip


def frozen(cast: Cast, end: datetime = END, label: str = WEEK) -> Snapshot:
    """Freeze the end of a week, as the worker does a minute later."""
    at(end.replace(minute=1))
    return taking.snapshot(
        cohort=cast.cohort, by=None, why="周监测期末", period=label, known_at=clock.aware(end)
    )


def drafted(cast: Cast, snapshot: Snapshot, **more: Any) -> Bulletin:
    given = {"college": None, "by": cast.qian, **more}
    return drafting.draft_on_demand(snapshot=snapshot, **given)


def issued(cast: Cast, bulletin: Bulletin, signer: User) -> Bulletin:
    """Let a draft be signed off and go out."""
    stepping.sign(bulletin=bulletin, seen=bulletin.revision, by=signer)
    stepping.issue(
        bulletin=bulletin, seen=bulletin.revision, by=cast.qian, site="https://example.test/"
    )
    bulletin.refresh_from_db()
    return bulletin


def path(bulletin: Bulletin, more: str = "") -> str:
    return f"/bulletins/{bulletin.pk}/{more}"


def send(user: User, where: str, **typed: Any) -> Any:
    return login(Client(), user).post(where, typed)


def see(user: User, where: str) -> Any:
    return login(Client(), user).get(where)
