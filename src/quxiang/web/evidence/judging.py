"""Let the rules know the papers of graduates; what is added or taken away makes them judge anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from quxiang.engine.record import Rows
from quxiang.standards.tables import EVIDENCE
from quxiang.web.common import clock
from quxiang.web.destinations import tasks
from quxiang.web.destinations.judging import graduate_key, knows, outdates
from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services.reopening import follows_new_files
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@knows
def evidence_of(graduates: Sequence[Graduate]) -> Mapping[str, Rows]:
    """Return the engine's rows of the files of graduates.

    While something is typed, those of the version before count with those that wait.
    """
    return {"evidence": list(_rows(graduates))}


def _rows(graduates: Sequence[Graduate]) -> Iterator[Mapping[str, object]]:
    keys = {each.pk: graduate_key(each) for each in graduates}
    files = Evidence.objects.filter(graduate__in=keys, removed_at__isnull=True).order_by("pk")
    for each in files:
        row: dict[str, object] = dict.fromkeys(EVIDENCE.by_name)
        row |= {
            "graduate_id": keys[each.graduate_id], "version": each.version, "kind": each.kind,
            "title": each.title or None, "is_list": each.is_list, "sha256": each.sha256,
            "at": clock.local(each.at),
        }  # fmt: skip
        yield row


@outdates
def changed_since(judgement: str) -> Exists:
    """Say whether a file of the version came or went after it was judged."""
    version = judgement.removesuffix("judgement")  # the path to the version
    of_version = Evidence.objects.filter(
        graduate=OuterRef(f"{version}registration__graduate"),
        version=OuterRef(f"{version}number"),
    )
    at = OuterRef(f"{judgement}__at")
    return Exists(of_version.filter(Q(at__gt=at) | Q(removed_at__gt=at)))


@follows_new_files
def judge_again(registration: Registration, _by: User) -> None:
    tasks.ask(registration.school_id)
