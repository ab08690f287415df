"""The forms of many in one go, in the background, through the release gate; old bundles end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.access import registrations_visible_to
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.documents import store
from quxiang.web.documents.access import PRINTS_MANY, may_print_many
from quxiang.web.documents.models import Bundle, Document, Kind
from quxiang.web.documents.selectors import RELATED
from quxiang.web.documents.services.making import make_form
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.jobs.services import enqueue
from quxiang.web.release.services import gate

KIND = "documents.forms"
#: forms a transaction; whoever else numbers a form waits so long at most
BATCH = 20
MOST = 2000
KEPT = timedelta(days=7)
COLUMNS = ("编号", "学号", "姓名", "版本", "无法显示的字符")


@trail.atomic()
def ask_for_forms(
    *, cohort: int, college: int, state: str, purpose: str, site: str, by: User
) -> Job:
    """Ask for the review forms of all in a cohort, a college, a state; nought and nothing mean any.

    Refuses nobody to print, more than can be handled in one go, and a purpose nobody understands.
    """
    require(may_print_many(by), PRINTS_MANY)
    if len(purpose.strip()) < 4:
        raise InvalidError("请写明用途（至少 4 个字），例如“学院集中签字”。")
    count = chosen(by, cohort, college, state).count()
    if not count:
        raise InvalidError("所选范围内没有已填报的去向，没有可打印的审核表。")
    if count > MOST:
        raise InvalidError(f"所选范围有 {count} 人，一次最多 {MOST} 人，请按学院或状态分开打印。")
    trail.record("document.many", by=by, reason=purpose.strip(), after={"count": count})
    return enqueue(
        KIND, by=by, key=f"{by.pk}-{cohort}-{college}-{state}", user=by.pk, cohort=cohort,
        college=college, state=state, site=site, purpose=purpose.strip()[:200],
    )  # fmt: skip


def chosen(user: User, cohort: int, college: int, state: str) -> Any:
    """Return the registrations with something filed that somebody may print, in order."""
    rows = registrations_visible_to(user).filter(current__isnull=False, cohort_id=cohort)
    rows = rows.filter(graduate__removed=False)
    rows = rows.filter(college_id=college) if college else rows
    rows = rows.filter(state=state) if state in RegistrationState.values else rows
    return rows.order_by("college_id", "graduate__student_no", "pk")


@task(KIND, "批量生成审核表")
def make_forms(
    progress: Progress, *, user: int, cohort: int, college: int, state: str, site: str,
    purpose: str,
) -> dict[str, Any]:  # fmt: skip
    """Make the forms, batch by batch; one that was made before is not made twice."""
    by = User.objects.get(pk=user)
    keys = list(chosen(by, cohort, college, state).values_list("current_id", flat=True))
    progress.start(len(keys))
    made: list[Document] = []
    for at in range(0, len(keys), BATCH):
        made += _batch(keys[at : at + BATCH], site, by)
        progress.at(len(made))
    bundle = _bundle(made, purpose, by, progress.job)
    lacking = sum(bool(each.missing) for each in made)
    more = f"其中 {lacking} 份有字符本机字体无法显示，见清单。" if lacking else ""
    return {"message": f"已生成 {len(made)} 份审核表。{more}", "bundle": bundle.pk}


@trail.atomic()
def _batch(keys: Sequence[int], site: str, by: User) -> list[Document]:
    versions = Version.objects.select_related(*RELATED).in_bulk(keys)
    return [make_form(versions[key], site=site, by=by) for key in keys if key in versions]


@trail.atomic()
def _bundle(made: Sequence[Document], purpose: str, by: User, job: Job) -> Bundle:
    """Let the forms through the gate as one file and keep it for whoever asked."""
    if found := Bundle.objects.filter(job=job).first():
        return found
    rows = [_line(each) for each in made]
    files = {_name(each): store.content_of(each) for each in made}
    subjects = [each.graduate_id for each in made if each.graduate_id]
    released = gate(
        by, what=Kind.FORM.label, purpose=purpose, columns=COLUMNS, rows=rows, subjects=subjects,
        files=files,
    )  # fmt: skip
    return Bundle.objects.create(
        school_id=by.school_id, by=by, job=job, export=released.export, subjects=subjects,
        filename=released.filename, at=clock.now(), **store.keep(by.school_id, released.content),
    )  # fmt: skip


def _line(document: Document) -> tuple[str, ...]:
    graduate, version = document.graduate, document.version
    if graduate is None or version is None:
        raise ValueError(document.label)  # a form has both
    missing = " ".join(document.missing)
    return (document.label, graduate.student_no, graduate.name, str(version.number), missing)


def _name(document: Document) -> str:
    number, name = _line(document)[1:3]
    safe = "".join("_" if each in '\\/:*?"<>|' else each for each in f"{number}-{name}")
    return f"{safe}-{document.number:05d}.pdf"


@periodic("documents.sweep", every(days=1))
def sweep(now: datetime) -> None:
    """Remove bundles that were not fetched for a week; their documents stay."""
    for each in Bundle.objects.filter(at__lt=now - KEPT, removed_at__isnull=True):
        store.forget(each)
        each.removed_at, each.key_sealed = now, ""
        each.save(update_fields=["removed_at", "key_sealed"])
