"""The rows that prove each finding: who it is about, and where in the inputs that stands.

All rules are proved in one statement: a hundred thousand people are looked up once, not once a
rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.findings import found_table
from quxiang.engine.yamlform import Value

Parameters = Mapping[str, Mapping[str, Value]]
_PLACE = "source_file, source_sheet, source_row"


def prove(session: Session, rules: Sequence[Checked], parameters: Parameters) -> None:
    """Make ``proof_CODE`` of every rule: fingerprint, graduate_id and place of each row.

    A rule's ``rows`` say it where there are any; else the people of its key, or the very rows
    that name the employer of its key and not all rows of those people.
    """
    if rules:
        session.execute(proving_sql(session, rules, parameters))
        show(session, rules)


def proofs_table(rules: Sequence[Checked]) -> str:
    return f"proofs_{rules[0].rule.code}"


def proving_sql(session: Session, rules: Sequence[Checked], parameters: Parameters) -> str:
    """Return the statement that makes the proofs of these rules, one table for all of them."""
    parts = [
        (_of_people, [_people(session, rule, parameters) for rule in rules if _by_person(rule)]),
        (_of_employers, [_keys(rule) for rule in rules if _by_employer(rule)]),
        (_of_places, [_people(session, rule, parameters) for rule in rules if rule.places]),
    ]
    nothing = f"select '' as rule, '' as fingerprint, graduate_id, {_PLACE} from graduates limit 0"
    return (
        f"create temp table {proofs_table(rules)} as "
        f"select distinct rule, fingerprint, graduate_id, {_PLACE} "
        f"from ({_united([f'({nothing})', *(made(each) for made, each in parts if each)])}) as p"
    )


def show(session: Session, rules: Sequence[Checked]) -> None:
    """Let each rule's proof be read by its own name."""
    for rule in rules:
        session.execute(
            f"create temp view proof_{rule.rule.code} as select fingerprint, graduate_id, {_PLACE} "
            f"from {proofs_table(rules)} where rule = '{rule.rule.code}'"
        )


def _by_person(rule: Checked) -> bool:
    return not rule.places and (rule.rows is not None or "graduate_id" in rule.rule.key)


def _by_employer(rule: Checked) -> bool:
    key = rule.rule.key
    return rule.rows is None and "graduate_id" not in key and "employer_key" in key


def _people(session: Session, rule: Checked, parameters: Parameters) -> str:
    code = rule.rule.code
    if rule.rows is None:
        return f"select '{code}' as rule, fingerprint, graduate_id from {found_table(rule.rule)}"
    return (
        f"select '{code}' as rule, p.* from (with found as (select * from "
        f"{found_table(rule.rule)}) select * from "
        f"({session.bound(rule.rows, parameters[code])}) as proof) as p"
    )


def _keys(rule: Checked) -> str:
    return (
        f"select '{rule.rule.code}' as rule, fingerprint, school, cohort, employer_key "
        f"from {found_table(rule.rule)}"
    )


def _united(parts: Sequence[str]) -> str:
    return " union all ".join(parts)


def _of_people(parts: Sequence[str]) -> str:
    return (
        f"select p.rule, p.fingerprint, g.graduate_id, {_PLACE} from ({_united(parts)}) as p "
        "join graduates as g using (graduate_id)"
    )


def _of_employers(parts: Sequence[str]) -> str:
    return (
        f"select f.rule, f.fingerprint, g.graduate_id, {_PLACE} from ({_united(parts)}) as f "
        "join employments as g using (school, cohort, employer_key)"
    )


def _of_places(parts: Sequence[str]) -> str:
    return f"select rule, fingerprint, graduate_id, {_PLACE} from ({_united(parts)}) as p"
