"""Lists a school compares with: registry, employers, phones, figures, minimum wages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation import words
from quxiang.simulation.columns import (
    chosen,
    day_number,
    days,
    digits,
    hexadecimal,
    joined,
    only,
)
from quxiang.simulation.draws import Ints, scrambled, stream
from quxiang.simulation.employers import Described, Employers
from quxiang.simulation.firms import KINDS
from quxiang.simulation.identities import (
    GRADUATE_PREFIX,
    PARENT_PREFIX,
    PERSON_SALT,
    PHONE_SALT,
    TEACHER_PREFIX,
    phone_hashes,
    phones,
)
from quxiang.simulation.papers import on_paper
from quxiang.simulation.people import People, person_names
from quxiang.standards.tables import PERSON

#: rates in 1/10 000, made up
_NATIONAL = (
    ("全国（演示）", "placement_rate", 7_710), ("全国（演示）", "startup_rate", 150),
    ("全国（演示）", "freelance_rate", 310), ("全国（演示）", "flexible_rate", 1_620),
    ("全国（演示）", "further_study_rate", 2_480), ("河南（演示）", "placement_rate", 7_640),
    ("河南（演示）", "further_study_rate", 2_390),
)  # fmt: skip
#: place, yuan a month, fen an hour, made up
_WAGES = (("410000", 2_000, 1_950), ("320000", 2_300, 2_250), ("330000", 2_350, 2_300),
          ("440000", 2_250, 2_200), ("310000", 2_600, 2_400))  # fmt: skip
#: a landline code no place has
_LANDLINE = 399
_HAVE_PARENT, _PER_TEACHER = 0.8, 16


def registry(columns: dict[str, Any], rows: int, seed: int) -> pa.Table:
    """Return the registry's copy: the same persons, now and then without their direction."""
    random = stream(seed, "registry")
    kept = {column.name: columns[column.name] for column in PERSON if column.name in columns}
    raw = {name: columns[name] for name in ("identity_no",) if name in columns}
    kept["direction"] = only(columns["direction"], random.random(rows) < 0.9)
    kept["residence"] = pa.nulls(rows, pa.string())
    return on_paper("registry", kept | raw | {"birth_on": columns["id_birth_on"]}, rows)


def employer_list(
    employers: Employers, texts: Described, year: int, seed: int, *, raw: bool
) -> pa.Table:
    """Return the list of the employers described, those without a code too."""
    at, columns = texts.at, texts.columns
    random, size = stream(seed, "list"), len(at)
    sized = np.asarray(pc.is_valid(columns["size"]))
    startup = np.array([kind.intake == 1 for kind in KINDS])[employers.kind[at]]
    youngest = day_number(date(year - 2, 1, 1))
    founded = youngest - random.integers(200, 9_000, size)
    founded = np.where(startup, youngest + random.integers(0, 250, size), founded)
    address = joined(columns["place_name"], chosen(words.ROADS, at % len(words.ROADS)),
                     pa.array(at // len(words.ROADS) + 1).cast(pa.string()), "号")  # fmt: skip
    made = {
        "uscc": columns["uscc"],
        "name": columns["name"],
        "former_names": columns["former"],
        "parent": texts.take("uscc", employers.parent[at]),
        "status": chosen(("存续", "在业"), (random.random(size) < 0.2).astype(np.int64)),
        "founded_on": days(founded),
        "size": columns["size"],
        "size_source": only(pa.repeat(pa.scalar("企业公示信息（演示）"), size), sized),
        "size_on": only(days(np.full(size, day_number(date(year - 1, 9, 1)))), sized),
        "address_key": address,
        **_owners(employers.first + at, seed, raw=raw),
    }
    return on_paper("employers", made, size)


def _owners(serial: Ints, seed: int, *, raw: bool) -> dict[str, Any]:
    phone = _LANDLINE * 10**8 + scrambled(serial, 10**8)
    made = {
        "legal_person_hash": hexadecimal(serial, PERSON_SALT, 2),
        "phone_hash": hexadecimal(phone, PHONE_SALT, 2),
    }
    if not raw:
        return made
    owner = person_names(stream(seed, "owners"), len(serial), serial % 2)
    return made | {"legal_person": owner, "phone": joined("0", digits(phone, 11))}


def protected_phones(people: People, seed: int, *, raw: bool) -> pa.Table:
    """Return the numbers of graduates, of a parent of most, and of teachers."""
    size, first = len(people), people.campus.first
    kept = np.flatnonzero(stream(seed, "parents").random(size) < _HAVE_PARENT)
    teachers = np.arange(size // _PER_TEACHER + 1)
    owned = ((GRADUATE_PREFIX, people.serial), (PARENT_PREFIX, first + kept),
             (TEACHER_PREFIX, first + teachers))  # fmt: skip
    kinds = np.repeat(np.arange(3), [len(serials) for _, serials in owned])
    made = {
        "owner_kind": chosen(("graduate", "parent", "teacher"), kinds),
        "phone_hash": pa.concat_arrays([phone_hashes(each, prefix) for prefix, each in owned]),
    }
    if raw:
        made["phone"] = pa.concat_arrays([phones(each, prefix) for prefix, each in owned])
    return on_paper("protected_phones", made, len(kinds))


def national(moment: datetime) -> pa.Table:
    """Return invented figures of the nation and the province."""
    places, figures, rates = zip(*_NATIONAL, strict=True)
    made = {
        "place": pa.array(places),
        "figure": pa.array(figures),
        "rate": pa.array(rates),
        "on": days(np.full(len(rates), day_number(moment.date()))),
    }
    return on_paper("national", made, len(rates))


def minimum_wages(year: int) -> pa.Table:
    """Return invented minimum wages, in yuan a month and fen an hour."""
    places, monthly, hourly = zip(*_WAGES, strict=True)
    since = days(np.full(len(places), day_number(date(year, 1, 1))))
    made = {"place": pa.array(places), "monthly": pa.array(monthly), "hourly": pa.array(hourly),
            "from_on": since}  # fmt: skip
    return on_paper("minimum_wages", made, len(places))
