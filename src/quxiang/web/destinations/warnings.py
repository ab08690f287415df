"""Findings as warnings beside the fields they speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.results import Finding
from quxiang.web.destinations.fields import ASKED_AS, FIELDS

#: rules about one field that do not name it among their columns
_ABOUT = {
    "E301": "employer_name", "E302": "employer_uscc", "E303": "employer_uscc",
    "E304": "employer_name", "E308": "agreed_on", "E310": "contact_phone",
    "D403": "wage_floor_met", "D404": "place_code", "D406": "agreed_on", "D407": "code",
    "D408": "employer_name",
}  # fmt: skip
#: what a person must do themselves is no warning while typing: D401 is what the form asks for
_SAID_BY_THE_FORM = ("D401",)


@dataclass(frozen=True)
class Hint:
    """One sentence about what is typed, where it belongs, and what to do."""

    rule: str
    field: str
    severity: str
    message: str
    remedy: str


def warnings_of(findings: Iterable[Finding]) -> list[Hint]:
    """Return findings as warnings; those of no field of the form stand at its head."""
    return hints_of(each for each in findings if each.rule not in _SAID_BY_THE_FORM)


def hints_of(findings: Iterable[Finding]) -> list[Hint]:
    """Return every finding as a sentence with what to do."""
    remedies = {rule.code: rule.remedy for rule in shipped_rules()}
    return [
        Hint(each.rule, _field(each), each.severity, each.message, remedies.get(each.rule, ""))
        for each in findings
    ]


def _field(finding: Finding) -> str:
    named = str(finding.columns.get("field", ""))
    name = ASKED_AS.get(named, named) or _ABOUT.get(finding.rule, "")
    return name if name in FIELDS else ""
