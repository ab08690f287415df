"""Reads of exemptions: as sentences, of a cohort, and of one employer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from quxiang.web.alerts.exemptionmodels import Exemption, ExemptionKind
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.states import ExemptionState
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort

K = ExemptionKind
TONES: Mapping[str, str] = {
    ExemptionState.PROPOSED: "doubt", ExemptionState.IN_FORCE: "good",
    ExemptionState.REFUSED: "", ExemptionState.WITHDRAWN: "", ExemptionState.ENDED: "",
}  # fmt: skip


def said(exemption: Exemption) -> str:
    """Return whom an exemption covers, and in which rule, as one phrase."""
    firm = f"{exemption.name}（{exemption.uscc}）" if exemption.uscc else exemption.name
    covered = {
        K.OWN_SCHOOL: "本校聘用的毕业生",
        K.FIRM: f"在{firm if exemption.name else exemption.uscc}就业的",
        K.CENTRAL: f"集中录取：名单“{exemption.list_title}”"
        if exemption.list_sha256
        else f"集中录取：去向代码 {exemption.code}",
        K.RULE: f"{exemption.college}的发现" if exemption.college else "全校的发现",
    }[ExemptionKind(exemption.kind)]
    return f"{covered}，规则 {exemption.rule}" if exemption.rule else covered


def exemptions_of(employer: Employer) -> list[Exemption]:
    """Return every exemption that covers an employer, the newest first: by its credit code, by
    any name it bears where the exemption has no code, and as the school itself.
    """
    names = EmployerName.objects.filter(employer=employer).values("folded_name")
    named = Q(folded_name=employer.folded_name) | Q(folded_name__in=names)
    firm = Q(kind=K.FIRM, uscc="") & named
    if employer.uscc:
        firm |= Q(kind=K.FIRM, uscc=employer.uscc)
    rows = Exemption.objects.filter(school_id=employer.school_id).select_related(
        "cohort", "proposed_by", "decided_by", "ended_by", "school"
    )
    own = [cohort.pk for cohort in _cohorts_that_are(employer)]
    return list(rows.filter(firm | Q(kind=K.OWN_SCHOOL, cohort__in=own)).order_by("-pk"))


def _cohorts_that_are(employer: Employer) -> Iterable[Cohort]:
    """Return the cohorts whose own-school exemption this employer falls under."""
    asked = Exemption.objects.filter(school_id=employer.school_id, kind=K.OWN_SCHOOL)
    for cohort in Cohort.objects.filter(pk__in=asked.values("cohort")).select_related("school"):
        codes = read(cohort, settings_of(cohort)).own_school_codes
        if employer.uscc in codes or employer.name == cohort.school.name:
            yield cohort


def counts_by(run: RuleRun | None, part: int) -> dict[object, int]:
    """Return how many findings of a run are exempt: by rule (0), college (1) or exemption (2)."""
    counts: dict[object, int] = {}
    for row in run.exempted if run is not None else ():
        counts[row[part]] = counts.get(row[part], 0) + row[3]
    return counts


def exempt_in(run: RuleRun | None, rule: str = "", colleges: Iterable[int] | None = None) -> int:
    """Return how many are exempt, of one rule or all, within colleges or the whole school."""
    within = None if colleges is None else set(colleges)
    rows = run.exempted if run is not None else ()
    return sum(
        count
        for code, college, _, count in rows
        if (not rule or code == rule) and (within is None or college in within)
    )
