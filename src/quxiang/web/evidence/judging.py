"""Let the rules know the papers of a graduate, so that a missing one warns while it is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quxiang.engine.record import Rows
from quxiang.standards.tables import EVIDENCE
from quxiang.web.common import clock
from quxiang.web.destinations.judging import graduate_key, knows
from quxiang.web.destinations.models import Version
from quxiang.web.evidence.selectors import files_of
from quxiang.web.roster.models import Graduate


@knows
def evidence_of(graduate: Graduate, version: Version | None) -> Mapping[str, Rows]:
    """Return the engine's rows of a graduate's files.

    While something is typed, those of the version before count with those that wait.
    """
    return {"evidence": list(_rows(graduate))}


def _rows(graduate: Graduate) -> Iterator[Mapping[str, object]]:
    key = graduate_key(graduate)
    for each in files_of(graduate):
        row: dict[str, object] = dict.fromkeys(EVIDENCE.by_name)
        row |= {
            "graduate_id": key, "version": each.version, "kind": each.kind,
            "title": each.title or None, "is_list": each.is_list, "sha256": each.sha256,
            "at": clock.local(each.at),
        }  # fmt: skip
        yield row
