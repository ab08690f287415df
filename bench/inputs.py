"""What every contender is given: the same Arrow tables, and the same settings and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import Checked, checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.reference import STATES, reference_tables
from quxiang.engine.ruleform import Rule
from quxiang.engine.run import Plan
from quxiang.engine.yamlform import Value
from quxiang.standards import Settings, Standard, load

#: the rules all contenders have; others a later version adds are left out
CODES = ("D401", "D403", "E301", "E303", "E304", "E305", "R201", "R204", "T101", "T103")
COMPLETIONS = ("graduated", "completed")
#: the columns of the tables that the ten rules read; who reads a table reads only these
READ = {
    "graduates": (
        "school", "cohort", "graduate_id", "status", "completion", "state", "code", "college",
        "major_code", "major_name", "level", "name", "gender", "id_hash", "direction", "exam_no",
        "student_no", "employer_key", "employer_uscc", "employer_name", "employer_nature",
        "no_uscc_reason", "industry", "job", "place_code", "place_name", "startup_form",
        "occupation", "country_abroad", "school_abroad", "major_abroad", "wage_floor_met",
        "contact_name", "contact_phone_hash", "agreed_on",
    ),
    "previous": (
        "school", "cohort", "status", "completion", "state", "code", "college", "major_code",
        "major_name",
    ),
    "last_year": ("school", "status", "completion", "state", "code", "college"),
    "registry": ("graduate_id", "name", "gender", "id_hash", "level", "major_code", "direction"),
    "employers": ("uscc", "name", "former_names", "parent", "status", "size"),
    "checks": ("graduate_id", "item", "outcome"),
}  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """A dataset with what it is judged by; the tables of the contenders are made of it."""

    dataset: Dataset
    standard: Standard = field(default_factory=load)
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def reference(self) -> Mapping[str, pa.Table]:
        return reference_tables(self.dataset, self.standard, self.settings)

    @cached_property
    def parameters(self) -> Mapping[str, Mapping[str, Value]]:
        return with_parameters(rules(), {})

    @cached_property
    def plan(self) -> Plan:
        return Plan(checked_rules(), self.parameters, ())

    def read(self) -> Iterator[tuple[str, pa.Table]]:
        """Give every table the rules read, cut to the columns they read."""
        for name, columns in READ.items():
            yield name, self.dataset.tables[name].select(columns)
        yield from ((name, self.reference[name]) for name in ("required_fields", "levels"))

    def codes_of(self, *kinds: str) -> list[str]:
        """Return the destination codes of these kinds: employed, further_study."""
        rows = self.reference["destinations"].to_pylist()
        return [str(row["code"]) for row in rows if row["kind"] in kinds]

    @property
    def states(self) -> tuple[str, ...]:
        return STATES[STATES.index(self.settings.counts_from) :]

    @property
    def days_between(self) -> int | None:
        """Return the days from the previous table to this one, where both are dated."""
        now, before = self.dataset.moment, self.dataset.moments.get("previous")
        return None if now is None or before is None else (now.date() - before.date()).days


def rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in shipped_rules() if rule.code in CODES)


def checked_rules() -> tuple[Checked, ...]:
    return checked(rules())
