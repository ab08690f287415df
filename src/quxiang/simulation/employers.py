"""The employers of a season: numbered, each with a kind, a name and a credit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation import words
from quxiang.simulation.columns import characters, chosen, digits, either, joined, only
from quxiang.simulation.draws import Ints, scrambled, stream
from quxiang.simulation.firms import KINDS, NUMBER
from quxiang.simulation.numbers import credit_codes
from quxiang.simulation.people import person_names

_BRANDS = len(words.BRAND_FIRST) * len(words.BRAND_SECOND)
_NAMES = _BRANDS * len(words.CITIES)
#: one firm in so many has the very name of the one before it
_TWIN = 97
_PREFIXES = np.frombuffer("".join(kind.prefix for kind in KINDS).encode(), np.uint8).reshape(-1, 2)
_PROVINCES = ((41, "河南省"), (32, "江苏省"), (33, "浙江省"), (44, "广东省"), (31, "上海市"))
_HOME_SHARE = 0.75


@dataclass(frozen=True)
class Employers:
    """Employers as numbers into lists; texts are made for those asked for.

    ``kind`` is a place in KINDS, ``pick`` any number an attribute is drawn from, ``parent`` the
    employer a branch belongs to (-1 for others). ``first`` is the serial number of the first one:
    no two universities have an employer in common.
    """

    kind: Ints
    pick: Ints
    province: Ints
    parent: Ints
    first: int

    def __len__(self) -> int:
        return len(self.kind)

    def trade(self) -> Ints:
        """Return the place of each one's trade among its kind's."""
        return np.asarray(self.pick % np.array([len(kind.trades) for kind in KINDS])[self.kind])


def employers_of(counts: dict[str, int], first: int, seed: int) -> Employers:
    """Make ``counts`` employers of each kind, the kinds in the order given."""
    random = stream(seed, "employers")
    kind = np.repeat([NUMBER[name] for name in counts], list(counts.values()))
    size = len(kind)
    elsewhere = random.integers(1, len(_PROVINCES), size)
    province = np.where(random.random(size) < _HOME_SHARE, 0, elsewhere)
    heads = np.flatnonzero(kind == NUMBER["large"])
    parent = np.where(kind == NUMBER["branch"], heads[random.integers(0, len(heads), size)], -1)
    pick = random.integers(0, 2**40, size)
    serial = first + np.arange(size)
    twins = np.flatnonzero((_named_as(serial) < serial) & (kind == np.roll(kind, 1)))
    twins = twins[twins > 0]
    pick[twins] = pick[twins - 1]
    pick[parent >= 0] = pick[parent[parent >= 0]]
    return Employers(kind, pick, province, parent, first)


@dataclass(frozen=True)
class Described:
    """Texts of the employers in ``at``; every column has one row an employer."""

    at: Ints
    columns: dict[str, pa.Array]

    def take(self, name: str, employer: Ints) -> pa.Array:
        """Return a column by employer; NULL where the employer is below nought."""
        return chosen(self.columns[name], self._places[employer])

    @cached_property
    def _places(self) -> Ints:
        """Return the row of each employer; the last stands for none."""
        places = np.full(self.at[-1] + 2, -1)
        places[self.at] = np.arange(len(self.at))
        return places


def described(employers: Employers, at: Ints, seed: int) -> Described:
    """Describe the employers numbered ``at`` (sorted, heads of branches included)."""
    overseas = employers.kind[at] == NUMBER["overseas"]
    place = joined(
        chosen([name for _, name in _PROVINCES], employers.province[at]),
        _city(employers.first + at), "市",
    )  # fmt: skip
    columns = {
        "uscc": _credit_codes(employers, at),
        "name": _names(employers, at),
        "former": _former_names(employers, at),
        "place_code": only(digits(_provinces(employers, at) * 10_000, 6), ~overseas),
        "place_name": either(overseas, pa.repeat(pa.scalar("境外"), len(at)), place),
        "contact": person_names(stream(seed, "contacts"), len(at), at % 2),
        "second_contact": person_names(stream(seed, "second contacts"), len(at), at % 2),
        **_attributes(employers, at),
    }
    columns["key"] = employer_keys(columns)
    return Described(at, columns)


def employer_keys(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Return what employers are told apart by: the code, else folded name and place.

    Names made here are folded by two replacements; a test compares them with ``fold_name``.
    """
    folded = pc.utf8_lower(pc.replace_substring(columns["name"], " ", ""))
    place = pc.coalesce(columns["place_code"], columns["place_name"])
    return pc.coalesce(columns["uscc"], joined(folded, "|", place))


def _provinces(employers: Employers, at: Ints) -> Ints:
    return np.array([number for number, _ in _PROVINCES])[employers.province[at]]


def _credit_codes(employers: Employers, at: Ints) -> pa.Array:
    kind = employers.kind[at]
    coded = np.array([each.no_code is None for each in KINDS])[kind]
    serial = employers.first + at
    made = characters(credit_codes(serial, _PREFIXES[kind], _provinces(employers, at)))
    return only(made, coded)


def _named_as(serial: Ints) -> Ints:
    """Return the number whose name an employer bears: now and then the one before it."""
    return np.where(serial % _TWIN == _TWIN - 1, serial - 1, serial)


def _city(serial: Ints) -> pa.Array:
    return chosen(words.CITIES, scrambled(_named_as(serial), _NAMES) // _BRANDS)


def _brand(serial: Ints) -> pa.Array:
    number = _named_as(serial)
    first, second = np.divmod(scrambled(number, _NAMES) % _BRANDS, len(words.BRAND_SECOND))
    third = number // _NAMES % len(words.BRAND_THIRD)
    return joined(chosen(words.BRAND_FIRST, first), chosen(words.BRAND_SECOND, second),
                  chosen(words.BRAND_THIRD, third))  # fmt: skip


def brand_names(serial: Ints) -> pa.Array:
    """Return the city and brand a name begins with."""
    return joined(_city(serial), _brand(serial))


def _own_names(employers: Employers, at: Ints) -> pa.Array:
    """Return names as registered, but those of branches."""
    kind, number = employers.kind[at], employers.pick[at]
    city, brand = _city(employers.first + at), _brand(employers.first + at)
    tail = joined(_by_kind(employers, at, "trades"), _by_kind(employers, at, "suffixes"))
    bracketed = (number // 7 % 9 == 0) & (kind <= NUMBER["unsized"])
    with_bracket = joined(brand, "(", city, ")", tail)
    names = either(bracketed, with_bracket, joined(city, brand, tail))
    army = joined("某部队", brand, digits(at % 100, 2), "分队(演示)")
    english = joined(chosen(words.ENGLISH, number % len(words.ENGLISH)), " ",
                     chosen(words.ENGLISH_TRADE, number // 11 % len(words.ENGLISH_TRADE)), " ",
                     digits(at % 10**6, 6), " Ltd.")  # fmt: skip
    names = either(kind == NUMBER["army"], army, names)
    return either(kind == NUMBER["overseas"], english, names)


def _names(employers: Employers, at: Ints) -> pa.Array:
    branch = employers.parent[at] >= 0
    head = _own_names(employers, np.where(branch, employers.parent[at], at))
    return either(branch, joined(head, _city(employers.first + at), "分公司"), head)


def _by_kind(employers: Employers, at: Ints, part: str) -> pa.Array:
    """Return each one's trade or suffix, from the lists of its kind."""
    step = employers.pick[at] if part == "trades" else employers.pick[at] // 1_000
    lists = [getattr(kind, part) for kind in KINDS]
    words_of = [[each[0] if part == "trades" else each for each in row] for row in lists]
    return _listed(words_of, employers.kind[at], step)


def _listed(lists: Sequence[Sequence[str | None]], kind: Ints, step: Ints) -> pa.Array:
    """Return a word of the list of each one's kind, by a number of any size."""
    lengths = np.array([len(each) for each in lists])
    starts = np.cumsum(lengths) - lengths
    every = [word for each in lists for word in each]
    return chosen(every, starts[kind] + step % lengths[kind])


def _former_names(employers: Employers, at: Ints) -> pa.Array:
    """Return what a firm was called before, for one in sixteen."""
    renamed = (employers.pick[at] // 13 % 16 == 0) & (employers.kind[at] <= NUMBER["unsized"])
    return only(joined(brand_names(employers.first + at), "实业有限公司"), renamed)


def _attributes(employers: Employers, at: Ints) -> dict[str, Any]:
    """Return nature, industry, size and the reason for having no code."""
    kind, number = employers.kind[at], employers.pick[at]
    trades = [[trade[1] for trade in each.trades] for each in KINDS]
    return {
        "nature": _listed([each.natures for each in KINDS], kind, number // 17),
        "size": _listed([each.sizes for each in KINDS], kind, number // 19),
        "industry": _listed(trades, kind, employers.trade()[at]),
        "reason": chosen([each.no_code for each in KINDS], kind),
    }
