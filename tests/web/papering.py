"""What tests of signed papers share: both heads of 农学院, a paper at any step, acts by HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.fresh import KEPT
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services import preparing, signing
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.uploads import paper as a_pdf
from web.uploads import picture

KIND = "rectification_report"


@dataclass(frozen=True)
class Heads:
    """贺 is party secretary of 农学院, 院 its dean; 丛 a second officer of the centre."""

    he: User
    yuan: User
    cong: User


def heads(cast: Cast) -> Heads:
    head, unit = PostKind.COLLEGE_HEAD, cast.agronomy
    return Heads(
        he=appointed(staff(cast.school, "8401", "贺书"), head, unit, "党委书记"),
        yuan=appointed(staff(cast.school, "8402", "袁长"), head, unit, "院长"),
        cong=appointed(staff(cast.school, "8403", "丛心"), PostKind.CENTRE_OFFICER, title="副主任"),
    )


def drafted(cast: Cast, pages: int = 2, **more: Any) -> Paper:
    made = preparing.Frozen(
        "农学院就业核查整改报告", a_pdf(pages), cast.school.pk, cast.agronomy, cast.cohort, **more
    )
    return preparing.prepare(kind=kind_of(KIND), made=made, by=cast.zhao)


def sent(cast: Cast, **more: Any) -> Paper:
    """Return a paper that waits for both heads, who must be appointed."""
    paper = drafted(cast, **more)
    signing.send_to_signing(paper=paper, seen=paper.revision, by=cast.zhao)
    return paper


def signed(cast: Cast, who: Heads) -> Paper:
    paper = sent(cast)
    for by in (who.he, who.yuan):
        signing.sign(paper=paper, seen=paper.revision, by=by)
    return paper


def scan(content: bytes | None = None, name: str = "扫描.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def act(user: User, paper: Paper, verb: str, *, proved: bool = True, **typed: Any) -> Any:
    """Do as the page does that was opened just now; return how it was answered."""
    paper.refresh_from_db()
    client = login(Client(), user)
    if proved:
        session = client.session
        session[KEPT] = clock.real_now().timestamp()
        session.save()
    given = {"seen": paper.revision, **typed}
    answer = client.post(f"/papers/{paper.pk}/{verb}/", given)
    paper.refresh_from_db()
    return answer


def status(*args: Any, **more: Any) -> int:
    found: int = act(*args, **more).status_code
    return found


def stamped(cast: Cast, paper: Paper) -> None:
    assert status(cast.zhao, paper, "stamp", compared="on", file=scan()) == 302


def handed(**more: Any) -> dict[str, Any]:
    return {"place": "centre", "on": clock.today().isoformat(), "handed_by": "赵秋", **more}


def filed(cast: Cast, who: Heads) -> Paper:
    paper = signed(cast, who)
    stamped(cast, paper)
    assert status(cast.zhao, paper, "file", **handed()) == 302
    return paper
