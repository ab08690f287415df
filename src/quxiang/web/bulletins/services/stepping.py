"""The steps of a bulletin: edited, signed off by another, opened again, issued, withdrawn.

Each sees what its page showed; numbers are no step's to change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.bulletins.access import DRAFTS, SIGNS, may_draft, may_sign
from quxiang.web.bulletins.fields import CODE
from quxiang.web.bulletins.hooks import tell_issued
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.paper import data_of
from quxiang.web.bulletins.services.drafting import note
from quxiang.web.bulletins.states import BULLETIN, BulletinState
from quxiang.web.bulletins.wording import TITLE, refuse_names, written
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.documents.services.making import make_bulletin, take_back
from quxiang.web.wordfiles.selectors import latest

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

S = BulletinState
OWN = "这份通报是您起草或改过的，须由另一人签发；请学校其他就业工作负责人签发。"
ENOUGH = 4


@trail.atomic()
def edit(
    *, bulletin: Bulletin, title: str, opening: str, closing: str, seen: int, by: User
) -> None:
    """Change the words of a draft; raises :class:`StaleStateError` once it is signed.

    Refuses rankings, targets and names. The numbers stay as the snapshot has them.
    """
    require(may_draft(by), DRAFTS)
    if bulletin.state != S.DRAFTED or bulletin.revision != seen:
        raise StaleStateError
    new = {
        "title": _titled(title), "opening": written(opening, "opening"),
        "closing": written(closing, "closing"),
    }  # fmt: skip
    refuse_names("\n".join(new.values()), bulletin)
    before = {name: getattr(bulletin, name) for name in new}
    if new == before:
        raise InvalidError("文字和原来一样，没有改动。")
    revised(bulletin, **new)
    changed = [name for name in new if new[name] != before[name]]
    words = {"title": "标题", "opening": "开头", "closing": "结尾"}
    note(bulletin, "edit", "改了" + "、".join(words[name] for name in changed), by)
    trail.record(
        "bulletin.edit", bulletin, by=by, before={name: before[name] for name in changed},
        after={name: new[name] for name in changed},
    )  # fmt: skip


@trail.atomic()
def sign(*, bulletin: Bulletin, seen: int, by: User) -> None:
    """Sign off what a second person read; never who drafted or edited it."""
    require(may_sign(by), SIGNS)
    if wrote(by, bulletin):
        raise InvalidError(OWN)
    _step(bulletin, "sign", "", seen, by, signed_by=by, signed_at=clock.now())


@trail.atomic()
def reopen(*, bulletin: Bulletin, text: str, seen: int, by: User) -> None:
    """Open what was signed again, by the centre or who signs; the signature does not stay."""
    require(may_draft(by) or may_sign(by), DRAFTS)
    reason = _reason(text, "请写明退回修改的原因。")
    _step(bulletin, "reopen", reason, seen, by, signed_by=None, signed_at=None)


@trail.atomic()
def issue(*, bulletin: Bulletin, site: str, seen: int, by: User) -> None:
    """Number it, keep its PDF, and let colleges see it; those who tell them have registered."""
    require(may_draft(by), DRAFTS)
    if bulletin.revision != seen or bulletin.state != S.SIGNED:
        raise StaleStateError
    made = make_bulletin(
        bulletin=bulletin.pk, school_id=bulletin.school_id, college=bulletin.college,
        data=data_of(bulletin), site=site, by=by,
    )  # fmt: skip
    template = latest(bulletin.school_id, CODE)
    done = {"issued_by": by, "issued_at": clock.now(), "document": made, "template": template}
    _step(bulletin, "issue", "", seen, by, **done)
    tell_issued(bulletin)


@trail.atomic()
def withdraw(*, bulletin: Bulletin, text: str, seen: int, by: User) -> None:
    """Take a bulletin back, for everybody who saw it to see; nothing of it is deleted."""
    require(may_draft(by), DRAFTS)
    _step(bulletin, "withdraw", _reason(text, "请写明撤回的原因。"), seen, by)
    if bulletin.document is not None:
        take_back(bulletin.document)


def wrote(user: User, bulletin: Bulletin) -> bool:
    """Say whether somebody drafted it or changed its words."""
    steps = bulletin.steps.filter(by_id=user.pk, verb__in=("draft", "edit"))
    return bulletin.drafted_by_id == user.pk or steps.exists()


def revised(bulletin: Bulletin, **changes: Any) -> None:
    """Count one more revision; raises :class:`StaleStateError` when somebody else did."""
    rows = Bulletin.objects.filter(pk=bulletin.pk, revision=bulletin.revision, state=bulletin.state)
    if not rows.update(revision=bulletin.revision + 1, **changes):
        raise StaleStateError
    bulletin.revision += 1
    for name, value in changes.items():
        setattr(bulletin, name, value)


def _step(bulletin: Bulletin, verb: str, text: str, seen: int, by: User, **changes: Any) -> None:
    """Move a bulletin and keep the step; raises :class:`StaleStateError` for an older page."""
    if bulletin.revision != seen:
        raise StaleStateError
    revised(bulletin)
    move(bulletin, BULLETIN[verb], by=by, reason=text[:200], **changes)
    note(bulletin, verb, text, by)


def _titled(text: str) -> str:
    title = written(text, "title", TITLE)
    if not title or "\n" in title:
        message = "标题要写在一行里，不能空着。"
        raise InvalidError(Problem("bulletin.title", message, "", Where(column="title")))
    return title


def _reason(text: str, wanted: str) -> str:
    if len(text.strip()) < ENOUGH:
        message = f"{wanted}（至少 {ENOUGH} 个字）"
        raise InvalidError(Problem("bulletin.reason", message, "", Where(column="text")))
    return text.strip()[:500]
