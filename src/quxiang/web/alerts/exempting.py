"""Which findings of a run are exempt: those a rule would not make without the people covered.

An exemption takes the people it covers out of what its rules look at; a finding that is then not
made any more is exempt. So a cluster of four with three covered is none, and a finding about
somebody covered is none either; what stands on the others alone is found as ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.dataset import Dataset
from quxiang.engine.results import Finding, NotRun
from quxiang.engine.run import Plan, run
from quxiang.engine.snapshots import Snapshot
from quxiang.standards import fold_name
from quxiang.web.alerts.exemptionmodels import Exemption, ExemptionKind
from quxiang.web.season.tables.people import GRADUATES

K = ExemptionKind
#: whose rows go with a graduate's: the same person at earlier moments
_OF_PEOPLE = ("graduates", "previous", "last_year")
#: rules a kind is about where it names none: clusters at employers, for a firm that may have many
#: is no firm that does not exist; swings, late and joint entries
_CLUSTERS = ("E305", "E306", "E307", "E309")
_USUAL = {K.OWN_SCHOOL: _CLUSTERS, K.FIRM: _CLUSTERS, K.CENTRAL: ("T", "V502")}


def rules_covered(exemption: Exemption, codes: Collection[str]) -> frozenset[str]:
    """Return the rules an exemption is about, of those that run."""
    if exemption.rule:
        return frozenset({exemption.rule} & set(codes))
    begins = _USUAL[ExemptionKind(exemption.kind)]
    return frozenset(code for code in codes if code.startswith(begins))


@dataclass(frozen=True)
class Exempted:
    """What is exempt: the findings by fingerprint, and by which exemption."""

    findings: Mapping[str, Finding]
    by: Mapping[str, int]


def exempted_by(exemptions: Sequence[Exemption], opened: Snapshot, plan: Plan) -> Exempted:
    """Return the findings of a plan that are exempt, none where nothing is exempted."""
    codes = [each.rule.code for each in plan.rules]
    about = {each: rules for each in exemptions if (rules := rules_covered(each, codes))}
    if not about:
        return Exempted({}, {})
    wanted = frozenset().union(*about.values())
    found, _ = findings_of(opened.dataset, opened, plan, wanted)
    by = dict(_of_rules(about, found, opened))
    for rules, group in _by_rules(about).items():
        covered = {each.pk: _covered(each, opened) for each in group}
        everybody = frozenset().union(*covered.values())
        without, _ = findings_of(_without(opened.dataset, everybody), opened, plan, rules)
        gone = [key for key, each in found.items() if each.rule in rules and key not in without]
        for key in gone:
            by.setdefault(key, _whose(found[key], covered, opened))
    return Exempted({key: found[key] for key in by}, by)


def findings_of(
    dataset: Dataset, opened: Snapshot, plan: Plan, wanted: Collection[str]
) -> tuple[dict[str, Finding], list[NotRun]]:
    """Return what some rules of a plan find, by fingerprint, and what they lacked.

    With them run those that explain them away; a rule that judges signals needs all the others.
    """
    judges = any(each.rule.signals for each in plan.rules if each.rule.code in wanted)
    rules = [
        each
        for each in plan.rules
        if judges or each.rule.code in wanted or set(each.rule.explains) & set(wanted)
    ]
    part = replace(plan, rules=rules, figures=())
    outcome = run(dataset, opened.standard(), opened.settings, part)
    found = {
        each.fingerprint: each
        for group in outcome.findings
        if group.rule.code in wanted
        for each in group.render(None)
    }
    return found, [each for each in outcome.not_run if each.rule in wanted]


def _by_rules(
    about: Mapping[Exemption, frozenset[str]],
) -> dict[frozenset[str], list[Exemption]]:
    """Return the exemptions about people together by their rules: one look each is enough."""
    groups: dict[frozenset[str], list[Exemption]] = defaultdict(list)
    for exemption, rules in about.items():
        if exemption.kind != K.RULE:
            groups[rules].append(exemption)
    return groups


def _of_rules(
    about: Mapping[Exemption, frozenset[str]], found: Mapping[str, Finding], opened: Snapshot
) -> dict[str, int]:
    """Return the findings of rules that are exempt as a whole, or in one college."""
    by: dict[str, int] = {}
    colleges = _column(opened.dataset, "college")
    for exemption, rules in about.items():
        if exemption.kind == K.RULE:
            within = exemption.college.name if exemption.college is not None else ""
            for key, each in found.items():
                if each.rule in rules and (not within or _all_of(each, within, colleges)):
                    by.setdefault(key, exemption.pk)
    return by


def _all_of(finding: Finding, college: str, colleges: Mapping[int, str | None]) -> bool:
    """Say whether a finding is about this college alone."""
    if finding.subject.kind == "unit":
        return college in finding.subject.key.values()
    people = _people(finding)
    return bool(people) and all(colleges.get(each) == college for each in people)


def _people(finding: Finding) -> set[int]:
    return {place.row for place in finding.rows if place.file == GRADUATES}


def _whose(finding: Finding, covered: Mapping[int, frozenset[int]], opened: Snapshot) -> int:
    """Return the exemption that covers most of whom a finding is about; the oldest of several."""
    people = _people(finding)
    return min(covered, key=lambda key: (-len(covered[key] & people), key))


def _column(dataset: Dataset, name: str) -> dict[int, str | None]:
    """Return a column of graduates by the graduate's key."""
    table = dataset.tables["graduates"]
    keys, values = (table.column(each).to_pylist() for each in ("source_row", name))
    return dict(zip(keys, values, strict=True))


def _covered(exemption: Exemption, opened: Snapshot) -> frozenset[int]:
    """Return the graduates an exemption covers, by key."""
    dataset = opened.dataset
    if exemption.kind == K.CENTRAL:
        if exemption.list_sha256:
            return _on_list(dataset, exemption.list_sha256)
        codes = _column(dataset, "code")
        return frozenset(key for key, code in codes.items() if code == exemption.code)
    codes, said = (_column(dataset, each) for each in ("employer_uscc", "employer_name"))
    return frozenset(
        key for key in codes if _employs(exemption, opened, codes[key] or "", said[key] or "")
    )


def _employs(exemption: Exemption, opened: Snapshot, code: str, name: str) -> bool:
    """Say whether this employer is the one exempted.

    A code decides where both have one: two firms may share a name.
    """
    if exemption.kind == K.OWN_SCHOOL:
        own, known = opened.settings.own_school_codes, fold_name(exemption.school.name)
        return code in own or (bool(name) and fold_name(name) == known)
    if exemption.uscc and code:
        return code == exemption.uscc
    return bool(name and exemption.folded_name) and fold_name(name) == exemption.folded_name


def _on_list(dataset: Dataset, sha256: str) -> frozenset[int]:
    papers = dataset.tables.get("evidence")
    if papers is None:
        return frozenset()
    told = papers.filter(pc.equal(papers.column("sha256"), sha256))
    named = set(told.column("graduate_id").to_pylist())
    people = _column(dataset, "graduate_id")
    return frozenset(key for key, each in people.items() if each in named)


def _without(dataset: Dataset, people: frozenset[int]) -> Dataset:
    """Return a dataset as if these graduates had never been on the roster."""
    ids = _column(dataset, "graduate_id")
    gone = pa.array([ids[each] for each in people], pa.string())
    tables = dict(dataset.tables)
    for name in _OF_PEOPLE:
        if name in tables:
            kept = pc.invert(pc.is_in(tables[name].column("graduate_id"), value_set=gone))
            tables[name] = tables[name].filter(kept)
    return replace(dataset, tables=tables)


def answers_with(opened: Snapshot, exempted: Exempted) -> pa.Table | None:
    """Return the answers a run gets: those of the snapshot, and an ``exempt`` for each of these."""
    if not exempted.by:
        return None
    own = opened.dataset.tables.get("answers")
    known = own.to_pylist() if own is not None else []
    columns = sorted(opened.dataset.given.get("answers", frozenset()) | {"fingerprint", "outcome"})
    more = [{"fingerprint": key, "outcome": "exempt"} for key in sorted(exempted.by)]
    rows = [{name: each.get(name) for name in columns} for each in (*known, *more)]
    schema = own.schema if own is not None else None
    kinds = [(n, schema.field(n).type if schema is not None else pa.string()) for n in columns]
    return pa.Table.from_pylist(rows, pa.schema(kinds))
