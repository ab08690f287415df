"""What tests of signatures share: everybody who signs, something filed, the step that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.fresh import KEPT
from quxiang.web.approvals.models import Run, RunStep
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services import filing
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import RELATED
from quxiang.web.documents.services.making import make_form
from quxiang.web.orgs.kinds import PostKind
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.uploads import picture

CONTRACT = {
    "code": "11", "employer_uscc": "91410700MA0000001X", "employer_name": "云梦种业有限公司",
    "employer_nature": "31", "industry": "11", "place_code": "410000", "place_name": "新乡市",
    "job": "13", "agreed_on": "2024-05-20", "contact_name": "何经理",
    "contact_phone": "13900000002",
}  # fmt: skip
SEEKING = {"code": "70-QZZ"}
STUDY = {"code": "801", "employer_name": "云梦大学"}
FREELANCE = {"code": "76", "occupation": "图书翻译", "wage_floor_met": "yes", "wage_basis": "合同"}


def registration(cast: Cast) -> Registration:
    related = ("graduate__person__user", "current", "in_force", "cohort")
    return Registration.objects.select_related(*related).get(graduate=cast.wang_graduate)


def file(cast: Cast, typed: Mapping[str, str] = CONTRACT, by: User | None = None) -> Registration:
    found = Registration.objects.filter(graduate=cast.wang_graduate).first()
    seen = found.revision if found else 0
    filing.submit(
        graduate=cast.wang_graduate, typed=typed, seen=seen, note="有变更", by=by or cast.wang
    )
    return registration(cast)


def run_of(cast: Cast) -> Run:
    return Run.objects.filter(registration__graduate=cast.wang_graduate).latest("pk")


def open_step(cast: Cast) -> RunStep:
    related = ("run__version", "run__registration__graduate__person__user", "college")
    return RunStep.objects.select_related(*related).get(run=run_of(cast), state="open")


def reviewer_of_the_school(cast: Cast) -> User:
    return appointed(staff(cast.school, "8101", "许川"), PostKind.SCHOOL_REVIEWER)


def heads(cast: Cast) -> tuple[User, User]:
    """Return both employment heads: the college's and the school's."""
    return (
        appointed(
            staff(cast.school, "8102", "高原"), PostKind.COLLEGE_EMPLOYMENT_HEAD, cast.agronomy
        ),
        appointed(staff(cast.school, "8103", "梁河"), PostKind.SCHOOL_EMPLOYMENT_HEAD),
    )


def printed_form(cast: Cast) -> Document:
    """Print the review form of what is being signed now."""
    version = Version.objects.select_related(*RELATED).get(pk=run_of(cast).version_id)
    return make_form(version, site="https://example.test", by=cast.zhao)


def kept_paper(
    cast: Cast, by: User, number: str, signed: Mapping[str, Sequence[User]],
    stamped: Sequence[int] = (), *, on: str = "", content: bytes | None = None, seen: int = 0,
) -> Any:  # fmt: skip
    """Send a scan by the page, with who signed each step (by its order) on which day."""
    keys = [f"{order}-{user.pk}" for order, users in signed.items() for user in users]
    day = on or clock.today().isoformat()
    run = run_of(cast)
    form = {
        "seen": str(seen or run.version.number), "number": number, "signed": keys,
        "stamped": [str(each) for each in stamped], **{f"on-{key}": day for key in keys},
        "file": SimpleUploadedFile("scan.jpg", picture() if content is None else content),
    }  # fmt: skip
    step = run.steps.earliest("order")
    return login(Client(), by).post(f"/signing/{step.pk}/paper/keep/", form)


def signing_client(user: User) -> Client:
    """Log somebody in who gave the password just now."""
    client = login(Client(raise_request_exception=False), user)
    session = client.session
    session[KEPT] = clock.real_now().timestamp()
    session.save()
    return client
