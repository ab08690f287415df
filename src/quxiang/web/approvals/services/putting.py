"""Put a signature under a step: what it binds, who gave it, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.models import RunStep, Signature
from quxiang.web.approvals.seats import Seat
from quxiang.web.audit import trail
from quxiang.web.common import clock


def put(step: RunStep, seats: Sequence[Seat], *, way: str, **more: Any) -> list[Signature]:
    """Sign a step for these seats. Called within a service that holds the registration."""
    if not seats:
        return []
    run = step.run
    evidence = evidence_hashes(run.version)
    signatures = Signature.objects.bulk_create(
        signature_of(step, seat, evidence, way=way, **more) for seat in seats
    )
    first, told = seats[0], _told(step, seats, evidence, way)
    subjects = [run.registration.graduate_id]
    if (recorder := more.get("recorded_by")) is not None:
        # the hand that signed is on paper; the act in this system is the recorder's
        told |= {"signatories": [first.user.name], "signed_on": str(more.get("signed_on"))}
        told |= {"scan": more.get("scan_sha256", "")}
        trail.record(
            "registration.sign_on_paper", run.registration, by=recorder, subjects=subjects,
            after=told,
        )  # fmt: skip
        return signatures
    trail.record(
        "registration.sign", run.registration, by=first.user, post_id=first.post_id,
        on_behalf_of=first.on_behalf_of_id, after=told, subjects=subjects,
    )  # fmt: skip
    return signatures


def _told(
    step: RunStep, seats: Sequence[Seat], evidence: Sequence[str], way: str
) -> dict[str, object]:
    version = step.run.version
    return {
        "step": step.order, "version": version.number, "digest": version.digest,
        "evidence": list(evidence), "way": way, "posts": [each.title for each in seats],
    }  # fmt: skip


def signature_of(
    step: RunStep, seat: Seat, evidence: Sequence[str], *, way: str, **more: Any
) -> Signature:
    """Return a signature, not saved yet."""
    run = step.run
    return Signature(
        school_id=step.school_id, step=step, run=run, version=run.version,
        digest=run.version.digest, evidence=list(evidence), level=step.level, user=seat.user,
        post_id=seat.post_id, role=seat.role, on_behalf_of_id=seat.on_behalf_of_id, way=way,
        at=clock.now(), **more,
    )  # fmt: skip
