"""Look employers up in tests: the settings, the firms, one question after the other."""

from __future__ import annotations

from django.test import Client

from quxiang.web.common import clock
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource, LookUpTurn
from quxiang.web.employers.models import Employer
from quxiang.web.employers.services.keeping import keep_names
from web.cast import Cast
from web.registering_stub import CODE, Stub

PATHS = {
    "name": "data.name", "uscc": "data.creditCode", "status": "data.regStatus",
    "founded_on": "data.estiblishTime", "legal_person": "data.legalPersonName",
    "address": "data.regLocation", "phone": "data.phoneNumber",
    "former_names": "data.historyNames",
}  # fmt: skip


def settings_of(server: Stub, **more: object) -> dict[str, object]:
    return {
        "enabled": "on", "url": server.url, "method": "GET", "statuses": "1=存续\n2=注销",
        "keep_days": 30, "per_minute": 600, "seconds": 1, "reason": "学校购买的接口", "seen": 0,
        "secret_header": "Authorization", "secret": "token-1", "absent_path": "code",
        "absent_value": "300000", **{f"path_{n}": p for n, p in PATHS.items()}, **more,
    }  # fmt: skip


def set_up(centre: Client, server: Stub, **more: object) -> LookUpSource:
    answer = centre.post("/employers/source/", settings_of(server, **more))
    assert answer.status_code == 302, answer.content.decode()
    return LookUpSource.objects.first()  # type: ignore[return-value]


def firm(cast: Cast, uscc: str = CODE, name: str = "太行种业有限公司", **more: object) -> Employer:
    made = Employer.objects.create(
        school=cast.school, uscc=uscc, name=name, folded_name=name, recorded_at=clock.now(), **more
    )
    keep_names([made])
    return made


def soon() -> None:
    """Let the next question be asked at once."""
    LookUpTurn.objects.update(next_at=clock.real_now())


def asked(centre: Client, employer: Employer) -> LookUp:
    soon()
    assert centre.post(f"/employers/{employer.pk}/ask/").status_code == 302
    found = LookUp.objects.filter(employer=employer).first()
    assert found is not None
    return found
