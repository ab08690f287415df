"""The employers of a season: numbered, each with a kind, a name and a credit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from quxiang.standards import fold_name

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
    employer a branch belongs to (-1 for others).
    """

    kind: Ints
    pick: Ints
    province: Ints
    parent: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def trade(self) -> Ints:
        """Return the place of each one's trade among its kind's."""
        return np.asarray(self.pick % np.array([len(kind.trades) for kind in KINDS])[self.kind])


def employers_of(counts: dict[str, int], seed: int) -> Employers:
    """Make ``counts`` employers of each kind, the kinds in the order given."""
    random = stream(seed, "employers")
    kind = np.repeat([NUMBER[name] for name in counts], list(counts.values()))
    size = len(kind)
    elsewhere = random.integers(1, len(_PROVINCES), size)
    province = np.where(random.random(size) < _HOME_SHARE, 0, elsewhere)
    heads = np.flatnonzero(kind == NUMBER["large"])
    parent = np.where(kind == NUMBER["branch"], heads[random.integers(0, len(heads), size)], -1)
    pick = random.integers(0, 2**40, size)
    twins = np.flatnonzero(
        (_named_as(np.arange(size)) < np.arange(size)) & (kind == np.roll(kind, 1))
    )
    pick[twins] = pick[twins - 1]
    pick[parent >= 0] = pick[parent[parent >= 0]]
    return Employers(kind, pick, province, parent)


@dataclass(frozen=True)
class Described:
    """Texts of the employers in ``at``; every column has one row an employer."""

    at: Ints
    columns: dict[str, pa.Array]

    def take(self, name: str, employer: Ints) -> pa.Array:
        """Return a column by employer; NULL where the employer is below nought."""
        place = np.searchsorted(self.at, np.maximum(employer, 0))
        return chosen(self.columns[name], np.where(employer < 0, -1, place))


def described(employers: Employers, at: Ints, seed: int) -> Described:
    """Describe the employers numbered ``at`` (sorted, heads of branches included)."""
    names = _names(employers, at)
    code = _credit_codes(employers, at)
    place = joined(
        chosen([name for _, name in _PROVINCES], employers.province[at]), _city(at), "市"
    )
    overseas = employers.kind[at] == NUMBER["overseas"]
    columns = {
        "uscc": code,
        "name": names,
        "former": _former_names(employers, at),
        "place_code": only(digits(_provinces(employers, at) * 10_000, 6), ~overseas),
        "place_name": either(overseas, pa.repeat(pa.scalar("境外"), len(at)), place),
        "contact": person_names(stream(seed, "contacts"), len(at), at % 2),
        **_attributes(employers, at),
    }
    columns["key"] = employer_keys(columns)
    return Described(at, columns)


def employer_keys(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Return what employers are told apart by: the code, else folded name and place."""
    places = pc.coalesce(columns["place_code"], columns["place_name"]).to_pylist()
    named = zip(columns["uscc"].to_pylist(), columns["name"].to_pylist(), places, strict=True)
    return pa.array([code or f"{fold_name(name)}|{place}" for code, name, place in named])


def _provinces(employers: Employers, at: Ints) -> Ints:
    return np.array([number for number, _ in _PROVINCES])[employers.province[at]]


def _credit_codes(employers: Employers, at: Ints) -> pa.Array:
    kind = employers.kind[at]
    coded = np.array([each.no_code is None for each in KINDS])[kind]
    made = characters(credit_codes(at, _PREFIXES[kind], _provinces(employers, at)))
    return only(made, coded)


def _named_as(at: Ints) -> Ints:
    """Return the number whose name an employer bears: now and then the one before it."""
    return np.where(at % _TWIN == _TWIN - 1, at - 1, at)


def _city(at: Ints) -> pa.Array:
    return chosen(words.CITIES, scrambled(_named_as(at), _NAMES) // _BRANDS)


def _brand(at: Ints) -> pa.Array:
    number = _named_as(at)
    first, second = np.divmod(scrambled(number, _NAMES) % _BRANDS, len(words.BRAND_SECOND))
    third = number // _NAMES % len(words.BRAND_THIRD)
    return joined(chosen(words.BRAND_FIRST, first), chosen(words.BRAND_SECOND, second),
                  chosen(words.BRAND_THIRD, third))  # fmt: skip


def _own_names(employers: Employers, at: Ints) -> pa.Array:
    """Return names as registered, but those of branches."""
    kind, number = employers.kind[at], employers.pick[at]
    city, brand = _city(at), _brand(at)
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
    return either(branch, joined(head, _city(at), "分公司"), head)


def _by_kind(employers: Employers, at: Ints, part: str) -> pa.Array:
    """Return each one's trade or suffix, from the lists of its kind."""
    lists = [
        [each[0] if part == "trades" else each for each in getattr(kind, part)] for kind in KINDS
    ]
    starts = np.concatenate(([0], np.cumsum([len(each) for each in lists])[:-1]))
    kind = employers.kind[at]
    step = employers.pick[at] if part == "trades" else employers.pick[at] // 1_000
    within = step % np.array([len(each) for each in lists])[kind]
    return chosen([word for each in lists for word in each], starts[kind] + within)


def _former_names(employers: Employers, at: Ints) -> pa.Array:
    """Return what a firm was called before, for one in sixteen."""
    renamed = (employers.pick[at] // 13 % 16 == 0) & (employers.kind[at] <= NUMBER["unsized"])
    return only(joined(_city(at), _brand(at), "实业有限公司"), renamed)


def _attributes(employers: Employers, at: Ints) -> dict[str, Any]:
    """Return nature, industry, size and the reason for having no code."""
    kind, number = employers.kind[at], employers.pick[at]
    natures = [KINDS[k].natures[n % len(KINDS[k].natures)] for k, n in _few(kind, number // 17)]
    sizes = [KINDS[k].sizes[n % len(KINDS[k].sizes)] for k, n in _few(kind, number // 19)]
    trade = employers.trade()[at]
    industry = [KINDS[k].trades[n][1] for k, n in zip(kind.tolist(), trade.tolist(), strict=True)]
    return {
        "nature": pa.array(natures, pa.string()),
        "size": pa.array(sizes, pa.string()),
        "industry": pa.array(industry, pa.string()),
        "reason": chosen([each.no_code for each in KINDS], kind),
    }


def _few(kind: Ints, number: Ints) -> Any:
    return zip(kind.tolist(), number.tolist(), strict=True)
