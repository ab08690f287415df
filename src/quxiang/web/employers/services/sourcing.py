"""Set how employers are looked up, and try it on one; versions are never edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.lookupmodels import LookUpSource, Method
from quxiang.web.employers.lookups.asking import CODE, NAME, SECRET, Said, ask
from quxiang.web.employers.lookups.reading import FIELDS, Asked, steps_of
from quxiang.web.employers.lookups.sending import fault_of_address
from quxiang.web.employers.services.pacing import take_turn

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
#: what the program itself says of a request, and nobody else may
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
#: what a version may say; the secret is kept apart
PLAIN = (
    "enabled", "url", "method", "body", "headers", "secret_header", "paths", "statuses",
    "absent_path", "absent_value", "keep_days", "per_minute", "seconds",
)  # fmt: skip
#: fields whose change sends the secret somewhere else
_WHERE = ("url", "secret_header")


def source_of(school_id: int) -> LookUpSource | None:
    """Return the settings in force, switched on or not."""
    return LookUpSource.objects.filter(school_id=school_id).first()


@trail.atomic()
def save_source(
    *, by: User, after: int, secret: str, said: Mapping[str, Any], reason: str
) -> LookUpSource:
    """Keep settings as the version after ``after``; an empty secret stays what it was.

    Refuses an address that is neither encrypted nor this machine's own, paths that are none, and
    to send a kept secret to another host. Raises :class:`StaleStateError` for a newer version.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    before = source_of(by.school_id)
    if (before.number if before else 0) != after:
        raise StaleStateError("查询设置刚才已被别人更改，您的更改没有保存。请刷新后再改。")
    problems = [*_problems(said, secret), *_elsewhere(said, secret, before)]
    if problems:
        raise InvalidError(problems)
    kept = before.secret_sealed if before and said["secret_header"] else ""
    try:
        with transaction.atomic():
            made = LookUpSource.objects.create(
                school_id=by.school_id, number=after + 1, by=by, at=clock.now(),
                secret_sealed=sealed.seal(secret, SECRET) if secret else kept,
                **{name: said[name] for name in PLAIN},
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError("查询设置刚才已被别人更改，您的更改没有保存。") from error
    was = {name: getattr(before, name) for name in PLAIN} if before else {}
    changed = {name: said[name] for name in PLAIN if was.get(name) != said[name]}
    if secret:
        changed["secret"] = "已更换"  # noqa: S105 - says that it changed, not what it is
    trail.record(
        "lookupsource.save", made, by=by, reason=reason,
        before={name: was[name] for name in changed if name in was}, after=changed,
    )  # fmt: skip
    return made


def _elsewhere(said: Mapping[str, Any], secret: str, before: LookUpSource | None) -> list[Problem]:
    """Refuse to send a secret nobody typed again to another host or under another name."""
    if before is None or not before.secret_sealed or secret or not said["secret_header"]:
        return []
    if _host(said["url"]) == _host(before.url) and said["secret_header"] == before.secret_header:
        return []
    message = "接口主机或密钥的名称变了。"
    return [Problem("secret_again", message, "请再填一次密钥。", Where(column="secret"))]


def _host(url: str) -> str:
    return "/".join(url.split("/")[:3]).lower()


def _problems(said: Mapping[str, Any], secret: str) -> list[Problem]:
    found = []
    if fault := fault_of_address(said["url"]):
        found.append(_wrong("url", fault))
    whole = said["url"] + (said["body"] if said["method"] == Method.POST else "")
    if CODE not in whole and NAME not in whole:
        found.append(_wrong("url", f"接口地址或内容里没有{CODE}或{NAME}，不知道要查谁。"))
    found += [_wrong("headers", fault) for fault in _faults_of_headers(said)]
    if secret and (not said["secret_header"] or not _sendable(secret)):
        found.append(_wrong("secret", "密钥要有名称，只能是一行字母、数字和符号。"))
    for name, path in {**said["paths"], "absent": said["absent_path"]}.items():
        if path and steps_of(path) is None:
            title = FIELDS.get(name, "查无时的标志")
            found.append(_wrong(f"path_{name}", f"“{title}”的位置写得不对，请按说明填写。"))
    if not said["paths"].get("name") and not said["paths"].get("uscc"):
        found.append(_wrong("path_uscc", "名称和代码至少要有一个的位置，否则不知道答的是谁。"))
    return found


def _faults_of_headers(said: Mapping[str, Any]) -> list[str]:
    names = [*said["headers"], *filter(None, [said["secret_header"]])]
    values = said["headers"].values()
    bad = [each for each in names if not _HEADER.fullmatch(each) or each.lower() in _OURS]
    faults = [f"请求头“{each[:30]}”不能用，请核对。" for each in bad]
    if not all(_sendable(value) for value in values):
        faults.append("请求头的值只能是一行字母、数字和符号。")
    return faults


def _sendable(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _wrong(where: str, message: str) -> Problem:
    return Problem("look_up_source", message, "", Where(column=where))


def try_source(*, by: User, text: str) -> Said:
    """Ask for one code, switched on or not, and keep nothing of the answer; that is noted.

    Refuses while there are no settings, and to ask faster than they say.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    source = source_of(by.school_id)
    if source is None:
        raise InvalidError("还没有保存过查询设置。请先填写并保存，再试查。")
    code = sealed.folded(text)
    if not code.isascii() or not code.isalnum() or len(code) != 18:
        raise InvalidError("请填写 18 位统一社会信用代码再试查。")
    take_turn(source)
    said = ask(source, Asked(code, [""], clock.today()))
    with trail.atomic():
        trail.record(
            "lookupsource.try", source, by=by, after={"code": code, "outcome": said.outcome}
        )
    return said
