"""Read the tables shipped in ``data/``: every cell stays text, every row keeps its basis."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "data"
SCHEMES = ("2021", "2024")

Cells = Mapping[str, str]
#: code → column → text, in file order
Raw = Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class Shape:
    """How one table is kept: ``first`` is the field that introduces a new row.

    A ``closed`` table takes changes of its rows, but no new row and no withdrawal: figures and
    levels rest on them.
    """

    name: str
    versioned: bool = False
    key: tuple[str, ...] = ("code",)
    first: str = "name"
    closed: bool = False
    first_level: int = 0  # names of rows above this level are not recognised

    def path(self, scheme: str) -> Path:
        return (
            FOLDER / self.name / f"{scheme}.csv" if self.versioned else FOLDER / f"{self.name}.csv"
        )


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            Shape("destination", versioned=True, first_level=3),
            Shape("destination_group", versioned=True, closed=True),
            Shape("employer_nature", versioned=True),
            Shape("required_fields", versioned=True, key=("code", "field"), first="severity"),
            Shape("required_evidence", versioned=True, key=("code", "kind"), first="severity"),
            Shape(
                "code_conflicts", versioned=True, key=("given", "value", "field"), first="severity"
            ),
            Shape("indicators", versioned=True, closed=True),
            Shape("education_level", closed=True),
            *map(
                Shape,
                ("industry", "industry_gbt4754", "job_category", "uscc_prefix", "evidence_kind",
                 "training_mode", "study_mode", "schooling_length", "teacher_student_type",
                 "hardship_category", "ethnicity", "political_status", "gender",
                 "urban_rural_origin", "province", "place", "discipline_category",
                 "vocational_major_category", "handling_grade", "assessment_use", "holidays"),
            ),
        )
    }
)  # fmt: skip


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one of our own CSV files."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def shipped(name: str, scheme: str) -> Raw:
    """Return a shipped table by code; several key columns are joined: ``code.field``."""
    shape = SHAPES[name]
    rows = read_rows(shape.path(scheme if shape.versioned else ""))
    return MappingProxyType({".".join(row[part] for part in shape.key): row for row in rows})


@lru_cache
def columns(name: str, scheme: str) -> tuple[str, ...]:
    """Return the column names of a shipped table."""
    with SHAPES[name].path(scheme).open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file)))


@lru_cache
def alias_rows() -> tuple[Cells, ...]:
    """Return every row (table, scheme, alias, code) of the alias table."""
    return tuple(read_rows(FOLDER / "aliases.csv"))


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON; mappings and tuples are taken as they are."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (tuple, list)):
        return list(value)
    return str(value)
