"""What approvals and evidence know of a version, as documents print it."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.web.approvals.models import Run, RunStep
from quxiang.web.approvals.models import Signature as Signed
from quxiang.web.approvals.selectors import title_of
from quxiang.web.destinations.models import Version
from quxiang.web.documents.numbered import TAKEN_OUT
from quxiang.web.documents.sources import Paper, Signature, tells_evidence, tells_signatures
from quxiang.web.evidence.models import Evidence
from quxiang.web.reference.selectors import standard_of


@tells_signatures
def chain(version: Version) -> list[Signature]:
    """Return every step of the newest run that signed this version, open ones as lines to sign."""
    runs = Run.objects.filter(registration=version.registration)
    run = runs.filter(version=version).order_by("-pk").first()
    if run is None:
        run = runs.filter(signatures__version=version).order_by("-pk").first()
    if run is None:
        return []
    signed = Signed.objects.filter(run=run, voided_at__isnull=True)
    by_step: dict[int, list[Signed]] = {}
    for each in signed.select_related("user", "post", "version").order_by("at"):
        by_step.setdefault(each.step_id, []).append(each)
    return [
        line
        for step in run.steps.order_by("order")
        for line in _lines(step, by_step.get(step.pk, []), version)
    ]


def _lines(step: RunStep, signed: list[Signed], version: Version) -> Iterator[Signature]:
    title = title_of(step)
    for each in signed:
        post = each.post.title if each.post is not None else ""
        older = "" if each.version_id == version.pk else f"签的是第 {each.version.number} 版"
        note = "；".join(filter(None, (each.note, older)))
        yield Signature(
            title, each.user.name, post, each.at, each.get_way_display(), note, step.stamp
        )
    if not signed:
        yield Signature(title, note=step.note, stamp=step.stamp)


@tells_evidence
def papers(version: Version) -> list[Paper]:
    """Return the files bound to this version; one taken out since is listed as such."""
    registration = version.registration
    graduate = registration.graduate
    names = standard_of(graduate.school_id, registration.cohort.scheme).tables["evidence_kind"].rows
    files = Evidence.objects.filter(graduate=graduate, version=version.number).order_by("at", "pk")
    return [
        Paper(
            " · ".join(filter(None, (_name(names.get(each.kind), each.kind), each.title))),
            each.sha256, each.at, TAKEN_OUT if each.removed_at else "",
        )
        for each in files
    ]  # fmt: skip


def _name(row: object, code: str) -> str:
    return str(getattr(row, "name", "")) or code
