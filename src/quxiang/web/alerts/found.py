"""The findings of one run as cases need them: whose, about whom, in which sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from quxiang.engine.results import Finding
from quxiang.web.alerts.desks import Desks
from quxiang.web.season.tables.people import GRADUATES

#: people listed with a case; of more, the case says how many there are
MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what a case keeps of it."""

    finding: Finding
    people: Sequence[int]
    college: int | None
    desk: str

    @property
    def fingerprint(self) -> str:
        return self.finding.fingerprint

    @property
    def graduate(self) -> int | None:
        return self.people[0] if len(self.people) == 1 else None

    @property
    def listed(self) -> Sequence[int]:
        return self.people[:MOST_PEOPLE]

    @property
    def digest(self) -> str:
        """Return a hash of what a reader is told, so that a change of it is seen."""
        said = f"{self.finding.verdict}|{self.finding.severity}|{self.finding.message}|"
        people = ",".join(map(str, self.people))
        return blake2b(f"{said}{people}|{self.college}".encode(), digest_size=8).hexdigest()


def found_by(findings: Sequence[Finding], desks: Desks) -> dict[str, Found]:
    """Return the findings by fingerprint, each with the people that prove it and its desk."""
    return {each.fingerprint: _found(each, desks) for each in findings}


def _found(finding: Finding, desks: Desks) -> Found:
    people = sorted({place.row for place in finding.rows if place.file == GRADUATES})
    key = finding.subject.key
    unit = key.get("unit", "") if finding.subject.kind == "unit" else ""
    college = desks.college_of(people, unit)
    code, name = desks.school
    if unit and unit == code:
        finding = msgspec.structs.replace(finding, message=finding.message.replace(code, name, 1))
    return Found(finding, people, college, desks.desk_of(finding.rule, people, college))


def causes(
    findings: Sequence[Finding], explains: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Give each fault that explains others: its rule, the rule it mutes, and its key."""
    for each in findings:
        if each.verdict == "fault":
            for muted in explains.get(each.rule, ()):
                yield each.rule, muted, each.subject.key
