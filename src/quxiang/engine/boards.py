"""What a dashboard counts of a dataset: heads by a value, flows between classes, confirmations.

Each for the whole and for every college at once, as plain lists, so that they can be kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.dataset import Dataset
from quxiang.engine.division import group_name
from quxiang.engine.figureform import FigureRule
from quxiang.engine.figures import membership
from quxiang.standards import Settings, Standard

#: the scope of everybody; any other scope is a college by its name
WHOLE = ""
PLACEMENT = "placement_rate"
#: who came into the people counted, or left them, between two moments
OUTSIDE = "统计范围外"
UNSAID = "未填"
#: rows kept of a table whose values no list ends; the others are one row, whose value is null
MOST = 40
#: where a graduate confirms a destination
PLACES = ("national", "school")

_EMPLOYED = "employed"
_STUDYING = "(from registered where kind = 'further_study')"
_PROVINCE = "left(place_code, 2) || '0000'"
#: heads by a value: of whom, what SQL calls the value, and the dimension that gives it a name
HEADS: Mapping[str, tuple[str, str, str]] = {
    "provinces": (_EMPLOYED, _PROVINCE, "place_code"),
    "employers": (_EMPLOYED, "employer_name", ""),
    "industries": (_EMPLOYED, "industry", "industry"),
    "natures": (_EMPLOYED, "employer_nature", "employer_nature"),
    "study_places": (
        _STUDYING, f"coalesce(nullif(country_abroad, ''), {_PROVINCE})", "place_code",
    ),
    "study_schools": (_STUDYING, "coalesce(nullif(school_abroad, ''), employer_name)", ""),
}  # fmt: skip
#: settled, registered and all, by a value
RATES: Mapping[str, tuple[str, str]] = {
    "levels": ("level", "level"), "majors": ("major_name", "major_name"),
}  # fmt: skip

Rows = list[list[Any]]
#: the rows of a table by scope
Scoped = Mapping[str, Rows]


def class_title(rule: FigureRule) -> str:
    """Return what a class is called: 单位就业率 is the rate of 单位就业."""
    return rule.title.removesuffix("率")


@dataclass(frozen=True)
class Counts:
    """Tables by name, each by scope; confirmed and registered of each place, by scope."""

    tables: Mapping[str, Scoped]
    confirmed: Mapping[str, Mapping[str, list[int]]]


def count_board(
    dataset: Dataset, standard: Standard, settings: Settings, rules: Sequence[FigureRule]
) -> Counts:
    """Return what a dashboard shows of a dataset beside the figures of ``rules``."""
    with Session(dataset, standard, settings) as session:
        confirmed = {place: _confirmed(session, place) for place in PLACES}
        return Counts(_tables(session, rules), confirmed)


def _tables(session: Session, rules: Sequence[FigureRule]) -> dict[str, Scoped]:
    tables: dict[str, Scoped] = {name: _heads(session, *each) for name, each in HEADS.items()}
    settled = membership(next(rule for rule in rules if rule.code == PLACEMENT), session.settings)
    tables |= {name: _rates(session, *each, settled) for name, each in RATES.items()}
    if session.dataset.has("previous", "code"):
        tables["flows"] = _flows(session, rules)
    return tables


def _named(standard: Standard, dimension: str, value: str) -> str:
    if not value:
        return UNSAID
    return group_name(standard, dimension, value) if dimension else value


def _heads(session: Session, whom: str, value: str, dimension: str) -> Scoped:
    """Return how many have each value, by scope, the most first."""
    asked = f"coalesce({value}, '') as value, cast(count(*) as bigint) as heads"
    found = _scoped(session, f"select college, {asked} from {whom} as people group by all")
    standard = session.standard
    return {
        scope: _longest([[_named(standard, dimension, value), heads] for value, heads in rows])
        for scope, rows in found.items()
    }


def _longest(rows: Rows) -> Rows:
    """Return the rows with most heads, and what is left of the others as one."""
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    left = sum(row[1] for row in ordered[MOST:])
    return [*ordered[:MOST], *([[None, left]] if left else [])]


def _rates(session: Session, value: str, dimension: str, settled: str) -> Scoped:
    """Return value, settled, registered and all, by scope, the largest first."""
    found = _scoped(
        session,
        f"select college, coalesce({value}, '') as value, "
        f"cast(count(*) filter ({settled}) as bigint) as settled, "
        "cast(count(*) filter (in_force) as bigint) as registered, "
        "cast(count(*) as bigint) as people from counted group by all",
    )
    standard = session.standard
    return {
        scope: [
            [_named(standard, dimension, value), *numbers]
            for value, *numbers in sorted(rows, key=lambda row: (-row[3], row[0]))
        ]
        for scope, rows in found.items()
    }


def _flows(session: Session, rules: Sequence[FigureRule]) -> Scoped:
    """Return from which class people went to which since the period before, by scope.

    By the college they are in now; who was not counted then or is not now is ``OUTSIDE``.
    """
    classes = [rule for rule in rules if rule.exclusive]
    whens = " ".join(
        f"when {membership(rule, session.settings)} then '{class_title(rule)}'" for rule in classes
    )
    named = f"select graduate_id, college, case {whens} else '{OUTSIDE}' end as class"
    found = _scoped(
        session,
        f"with then_ as ({named} from previous_counted), now_ as ({named} from counted) "
        f"select coalesce(n.college, t.college) as college, coalesce(t.class, '{OUTSIDE}') as a, "
        f"coalesce(n.class, '{OUTSIDE}') as b, cast(count(*) as bigint) as heads "
        "from now_ as n full join then_ as t on t.graduate_id = n.graduate_id group by all",
    )
    return {scope: sorted(rows) for scope, rows in found.items()}


def _scoped(session: Session, sql: str) -> dict[str, Rows]:
    """Return rows ``college, keys …, numbers …`` by college, and their sums for the whole."""
    found: dict[str, dict[tuple[str, ...], Counter[int]]] = {}
    for college, *rest in zip(*session.arrow(sql).to_pydict().values(), strict=True):
        key = tuple(each for each in rest if isinstance(each, str))
        numbers = dict(enumerate(rest[len(key) :]))
        for scope in {WHOLE, college or WHOLE}:
            found.setdefault(scope, {}).setdefault(key, Counter()).update(numbers)
    return {
        scope: [[*key, *numbers.values()] for key, numbers in rows.items()]
        for scope, rows in found.items()
    }


def _confirmed(session: Session, place: str) -> Mapping[str, list[int]]:
    """Return of how many registered the version in force stands confirmed at a place, by scope."""
    rows = _scoped(
        session,
        "with last as (select graduate_id, version, arg_max(outcome, source_row) as outcome "
        f"from confirmations where place = '{place}' group by all) "
        "select r.college, cast(count(*) filter (last.outcome = 'confirmed') as bigint) as n, "
        "cast(count(*) as bigint) as d from registered as r left join last "
        "on last.graduate_id = r.graduate_id and last.version = r.version group by all",
    )
    return {scope: row for scope, (row,) in rows.items()}
