"""What is deleted when its time is over, kind by kind: rows, since when, how long, on what basis.

``days`` of nothing means that the school has to decide; until then everything of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from quxiang.web.accounts.models import LoginSession, OneTimeCode
from quxiang.web.audit import trail
from quxiang.web.common.states import move
from quxiang.web.imports import files
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.states import TRANSITIONS, ImportState
from quxiang.web.notifications.models import Message
from quxiang.web.privacy.holds import Held
from quxiang.web.roster.models import Graduate, GraduateVersion, RegistryMismatch, RegistryRow

Rows = QuerySet[Any]
#: what the Cybersecurity Law asks of logs: six months
LOG_DAYS = 184


@dataclass(frozen=True)
class Kind:
    """One kind of data: ``rows`` are those older than a moment that no hold keeps."""

    name: str
    title: str
    since: str
    days: int | None
    basis: str
    rows: Callable[[int, datetime, Held], Rows]
    delete: Callable[[Sequence[int]], int]
    least: int = 1


def _codes(school_id: int, before: datetime, held: Held) -> Rows:
    rows = OneTimeCode.objects.filter(user__school_id=school_id, expires_at__lt=before)
    return rows.exclude(user__in=held.users())


def _sessions(school_id: int, before: datetime, held: Held) -> Rows:
    rows = LoginSession.objects.filter(user__school_id=school_id, seen_at__lt=before)
    return rows.exclude(user__in=held.users())


def _messages(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Message.objects.filter(school_id=school_id, created_at__lt=before)
    return rows.exclude(user__in=held.users())


def _uploads(school_id: int, before: datetime, held: Held) -> Rows:
    waiting = (ImportState.PREVIEW, ImportState.UNUSABLE)
    rows = Import.objects.filter(school_id=school_id, state__in=waiting, at__lt=before)
    return rows.exclude(cohort__in=held.cohorts())


def _staged(school_id: int, before: datetime, held: Held) -> Rows:
    ended = StagedRow.objects.filter(
        upload__school_id=school_id, upload__state__in=(ImportState.APPLIED, ImportState.UNDONE)
    ).annotate(ended_at=Coalesce("upload__undone_at", "upload__applied_at"))
    return ended.filter(ended_at__lt=before).exclude(upload__cohort__in=held.cohorts())


def _registry(school_id: int, before: datetime, held: Held) -> Rows:
    asked = RegistryMismatch.objects.filter(registry_row=OuterRef("pk"))
    rows = RegistryRow.objects.filter(~Exists(asked), school_id=school_id, replaced_at__lt=before)
    return rows.exclude(cohort__in=held.cohorts())


def _versions(school_id: int, before: datetime, held: Held) -> Rows:
    current = Graduate.objects.filter(current=OuterRef("pk"))
    rows = GraduateVersion.objects.filter(
        ~Exists(current), school_id=school_id, graduate__cohort__archived_at__lt=before
    )
    return rows.exclude(graduate__in=held.graduates())


def rows_of(model: type[Any]) -> Callable[[Sequence[int]], int]:
    def delete(keys: Sequence[int]) -> int:
        return int(model.objects.filter(pk__in=keys).delete()[0])

    return delete


def _drop(keys: Sequence[int]) -> int:
    """Give up imports nobody confirmed: their rows and their files go, the import stays told."""
    for upload in Import.objects.filter(pk__in=keys):
        path = upload.path
        with trail.atomic():
            move(upload, TRANSITIONS["drop"], by=None, reason="超过保存期限", path="")
            StagedRow.objects.filter(upload=upload).delete()
        files.forget(path)
    return len(keys)


NEEDED = "《个人信息保护法》第十九条：保存期限应为实现处理目的所必要的最短时间。"
KINDS = {
    each.name: each
    for each in (
        Kind(
            "uploads", "上传后没有确认的导入", "上传", 30,
            f"{NEEDED}一个月未确认的表已经过时，请重新上传。", _uploads, _drop,
        ),
        Kind(
            "staged", "已应用导入的逐行对照", "应用或撤销", 30,
            f"{NEEDED}导入只能当天撤销，之后名册的历史已足够。", _staged, rows_of(StagedRow), 2,
        ),
        Kind(
            "codes", "验证码和激活码的散列", "失效", 30,
            f"{NEEDED}失效一个月后不再需要查发放情况。", _codes, rows_of(OneTimeCode),
        ),
        Kind(
            "sessions", "登录记录（设备和地址）", "最后使用", LOG_DAYS,
            "《网络安全法》：网络日志留存不少于六个月。", _sessions,
            rows_of(LoginSession), LOG_DAYS,
        ),
        Kind(
            "messages", "发给个人的消息", "发出", None,
            "由学校决定：消息可能用来证明通知过本人。", _messages, rows_of(Message), 2,
        ),
        Kind(
            "registry", "学籍副本中已被替换的行", "替换", None,
            "由学校决定：与教务处、研究生院商定；有比对记录的行一直保留。", _registry,
            rows_of(RegistryRow),
        ),
        Kind(
            "versions", "名册的旧版本", "届别归档", None,
            "由学校决定：删除后，这一届过去的统计数字不能再逐人复核。", _versions,
            rows_of(GraduateVersion), 365,
        ),
    )
}  # fmt: skip


def add_kind(kind: Kind) -> Kind:
    """Register a kind that an app further up keeps."""
    KINDS[kind.name] = kind
    return kind
