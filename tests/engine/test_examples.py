"""The shipped rules do what their examples draw, and nothing that matters can be left out."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import duckdb
import pytest

from engine import mutants as mutation
from engine.mutants import Mutant, mutants
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.catalogue import RULES_FOLDER, shipped_rules
from quxiang.engine.checked import Checked, checked_shipped
from quxiang.engine.examples import difference, example_dataset, run_example
from quxiang.engine.queries import statement
from quxiang.engine.readiness import window_label
from quxiang.engine.ruleform import Example
from quxiang.engine.shared import REFERENCE
from quxiang.standards import Settings, load

RULES = {rule.code: rule for rule in shipped_rules()}
EXAMPLES = [(code, at) for code, rule in RULES.items() for at in range(len(rule.examples))]


def checked_rules() -> dict[str, Checked]:
    return {rule.rule.code: rule for rule in checked_shipped()}


@pytest.mark.parametrize(("code", "at"), EXAMPLES)
def test_every_example_of_every_rule_holds(code: str, at: int) -> None:
    rule = checked_rules()[code]
    example = rule.rule.examples[at]
    ran = run_example(rule, example, load(example.standard or "2024"), Settings())
    assert difference(example, ran) == ""


@pytest.mark.parametrize("code", RULES)
def test_every_rule_draws_what_it_flags_and_what_it_ignores(code: str) -> None:
    flags = [example for example in RULES[code].examples if example.flags]
    assert flags
    assert len(flags) < len(RULES[code].examples)
    assert all(example.found and example.found.rows for example in flags)


@pytest.mark.parametrize("code", RULES)
def test_every_shipped_rule_speaks_english_too(code: str) -> None:
    assert set(RULES[code].en) == {"title", "message", "why", "remedy"}


def test_no_finding_of_an_example_goes_unproved_unless_it_is_of_a_unit() -> None:
    for code, at in EXAMPLES:
        rule = checked_rules()[code]
        example = rule.rule.examples[at]
        if example.flags and rule.rule.subject != "unit":
            ran = run_example(rule, example, load("2024"), Settings())
            assert ran.proved == len(ran.found), (code, example.title)


#: parts of the sentences of damage no example can notice, and why
HARMLESS: dict[str, dict[str, str]] = {
    "C603": {"without HAVING COUNT(*)": "the limit is asked again of distinct graduates"},
    "D404": {
        "without p.head": "a name that starts with the prefix starts with its head",
        "without WHERE NOT place_code IS NULL": "no graduate joins an empty code",
    },
    "D405": {"without HAVING COUNT(*) >= $limit": "the limit is asked again of each spell"},
    "D406": {"without WHERE agreed_on > entered_on OR": "each reading asks again"},
    "D408": {"without WHERE e.uscc IN": "a firm nobody names joins nobody"},
    "E305": {
        "without w.": "an employer not crowded fails the limit on its own",
        "without HAVING SUM(times)": "the limit is asked again of distinct graduates",
    },
    "T102": {
        "without n.period = 'now'": "a period compared with itself has not moved",
        "without b.period = 'before'": "a period compared with itself has not moved",
    },
    "V502": {
        "without NOT COALESCE(is_list, FALSE)": "lists are left out again when holders are counted",
        "without NOT sha256 IS NULL": "no paper joins an empty hash",
        "without WHERE NOT sha256 IS NULL AND": "the first sieve may let too many through",
        "without HAVING COUNT(*) > 1": "how many people hold it is asked again",
        "without WHERE graduate_id IN": "nobody else joins the papers",
        "COUNT(*) > 1 shifted by -1": "how many people hold it is asked again",
        "is_list nulled in NOT sha256 IS NULL": "the first sieve may let too many through",
    },
    "V503": {
        "without WHERE NOT t.kind IS NULL OR": "the words are asked for again at the end",
        "without WHERE g.graduate_id IN": "the words are asked for again at the end",
    },
    "E306": {
        "without uscc IN": "the sieve may let too many through",
        "without HAVING COUNT(*) > 1": "two employers are asked for again",
        "COUNT(*) > 1 shifted by -1": "two employers are asked for again",
        "COALESCE(size, 'small') IN": "the size is looked at again beside the parent's",
    },
    "E307": {
        "without g.": "a phone not repeated fails the limits on its own",
        "without HAVING MIN(employer_key)": "the sieve may let too many through",
        "without WHERE NOT contact_phone_hash": "no graduate joins an empty phone",
    },
    "E308": {
        "without WHERE founded_on > ": "the sieve may let too many through",
        "without WHERE EXISTS(SELECT 1 FROM late": "the sieve may let too many through",
        "without WHERE l.uscc": "the sieve may let too many through",
    },
    "E309": {
        "without WHERE NOT using_employer_key IS NULL": "nobody joins an empty unit",
    },
    "E310": {
        "without WHERE phone_hash IN": "the sieve may let too many through",
        "without WHERE NOT own_contact": "the sieve may let too many through",
    },
    "R204": {
        "without HAVING COUNT(*) > 1": "a number of one row fails rows > 1 afterwards",
        "COUNT(*) > 1 shifted by -1": "a number of one row fails rows > 1 afterwards",
    },
    "R201": {
        "without WHERE other_person": "who differs is decided after the sieve",
    },
}


def harmless(code: str, mutant: Mutant) -> bool:
    return any(part in mutant.sentence for part in HARMLESS.get(code, {}))


class Stage:
    """One example on a warm connection, to run many damaged trees on."""

    def __init__(self, rule: Checked, example: Example) -> None:
        self.example = example
        dataset = example_dataset(example)
        self.session = Session(dataset, load(example.standard or "2024"), Settings())
        for name in example.tables:
            if name in REFERENCE:
                self.session.create(name, dataset.tables[name])
        self.session.keep(rule.views)  # as a run does; else every mutant plans them anew
        self.window = window_label(rule, dataset.moment, Settings(), "2024")

    def notices(self, mutant: Mutant, texts: dict[str, str]) -> bool:
        """Run a mutant here; ``texts`` keeps its SQL: making that costs more than running it."""
        key = f"{self.example.params} {self.example.moment}"
        if key not in texts:
            values = {**mutant.values, **self.example.params}
            texts[key] = self.session.bound(statement(mutant.tree), values)
        try:
            rows = self.session.execute(texts[key])
        except duckdb.Error:
            return True
        names = [column[0] for column in rows.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        return self._differs(found)

    def _differs(self, found: list[dict[str, object]]) -> bool:
        if not self.example.flags:
            return bool(found)
        cells = self.example.found
        assert cells is not None
        wanted = sorted(tuple(cell or "" for cell in row) for row in cells.rows)
        got = sorted(tuple(_text(row, name) for name in cells.header) for row in found)
        return got != wanted or any(
            row.get("school") is None or row.get("cohort") is None for row in found
        )


def _text(row: dict[str, object], name: str) -> str:
    if name == "verdict":
        return str(row.get("verdict") or "fault")
    return "" if row.get(name) is None else str(row[name])


#: mutants are spread over this many tests a rule, so that workers share the long ones
PARTS = 12
#: ``all`` tries all of them; else only one part of a rule that stood as it is written now, and all
#: of every other. ``python -m bench.mutants`` tries all and notes which rules stood
ASKED = os.environ.get("QUXIANG_MUTANTS", "")
STOOD_FILE = Path(__file__).with_name("mutants_stood.json")
STOOD: dict[str, str] = json.loads(STOOD_FILE.read_text())


def written(code: str) -> str:
    """Return the hash of all a rule's mutants are made of and run on: rule, views, mutations."""
    file = next(RULES_FOLDER.glob(f"*/{code}.yaml"))
    files = (file, RULES_FOLDER / "shared.yaml", Path(mutation.__file__))
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:16]


def parts_of(code: str) -> list[int]:
    now = written(code)
    if ASKED or STOOD.get(code) != now:
        return list(range(PARTS))
    return [int(now, 16) % PARTS]


@pytest.mark.parametrize(
    ("code", "part"), [(code, part) for code in RULES for part in parts_of(code)]
)
def test_some_example_notices_every_damage_to_a_rule(code: str, part: int) -> None:
    rule = checked_rules()[code]
    stages = [Stage(rule, example) for example in rule.rule.examples]
    survivors = [
        mutant.sentence
        for mutant in list(mutants(rule))[part::PARTS]
        if not harmless(code, mutant) and not noticed(mutant, stages)
    ]
    assert survivors == []


def noticed(mutant: Mutant, stages: list[Stage]) -> bool:
    """Say whether a stage notices, and let it be asked first the next time."""
    texts: dict[str, str] = {}
    for at, stage in enumerate(stages):
        if stage.notices(mutant, texts):
            stages.insert(0, stages.pop(at))
            return True
    return False
