"""Fill the small reference tables of a run from standards, settings and the inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.matrices import matrix_tables
from quxiang.engine.shared import REFERENCE
from quxiang.engine.titles import field_title
from quxiang.standards import Settings, Standard, calendar, levels, load
from quxiang.standards.tables import GRADUATES

#: states of a record in the order it goes through them, with what an office calls each
STATE_NAMES = {
    "draft": "填写中", "returned": "退回修改", "in_review": "审签中", "signed": "已审签",
    "entered": "已录入",
}  # fmt: skip
STATES = tuple(STATE_NAMES)
COMPLETED_STATUS = "结业"
OTHER_HIRE = "12"
SCHEMES = ("2021", "2024")
FLEXIBLE_RATE = "flexible_rate"
#: how the codes of the figures begin that may not grow too fast (N5.2)
UNCONVENTIONAL = ("freelance_rate", "startup_rate", FLEXIBLE_RATE)
#: periods long enough for somebody to put off entering until their last day
PERIODS = ("monthly", "weekly")
#: deadlines by which nothing has to be entered
NOT_OF_ENTRIES = ("substitutes",)
DAY = timedelta(days=1)


def reference_tables(
    dataset: Dataset, standard: Standard, settings: Settings
) -> dict[str, pa.Table]:
    """Return every reference table of :data:`quxiang.engine.shared.REFERENCE`, filled."""
    destinations = _destinations(dataset, standard, settings)
    rows: Mapping[str, Iterable[Mapping[str, object]]] = {
        "destinations": destinations,
        "required_fields": _required_fields(standard, destinations),
        "levels": _levels(),
        "unconventional": _unconventional(standard, settings),
        "deadlines": _deadlines(dataset, settings),
        "given_columns": _given_columns(dataset),
        "moments": _moments(dataset),
        "own_school": [{"uscc": code} for code in settings.own_school_codes],
        "unreadable": [] if dataset.unreadable is None else dataset.unreadable.to_pylist(),
        "signals": [],  # counted by the run, once rules about records are done
    }
    made = {
        name: pa.Table.from_pylist([dict(row) for row in each], arrow_schema(REFERENCE[name]))
        for name, each in rows.items()
    }
    codes = tuple((str(row["code"]), str(row["parent"])) for row in destinations)
    return {**made, **matrix_tables(standard, codes)}


def destinations_table(dataset: Dataset, standard: Standard, settings: Settings) -> pa.Table:
    """Return the destinations reference table of another scheme over the same inputs."""
    rows = [dict(row) for row in _destinations(dataset, standard, settings)]
    return pa.Table.from_pylist(rows, arrow_schema(REFERENCE["destinations"]))


def _codes_in(dataset: Dataset) -> set[str]:
    found: set[str] = set()
    for name in ("graduates", "previous", "last_year"):
        table = dataset.tables.get(name)
        if table is not None and "code" in table.column_names:
            found.update(pc.unique(table.column("code")).to_pylist())
    return found - {None}


def _destinations(
    dataset: Dataset, standard: Standard, settings: Settings
) -> list[dict[str, object]]:
    """Give one row per code the scheme knows or the data holds; unknown codes get none."""
    table = standard.tables["destination"]
    known = {code: code for code in standard.destinations}
    watched = {code for _, codes in _watched(standard, settings) for code in codes}
    others = {code for scheme in SCHEMES for code in load(scheme).destinations}
    for text in (_codes_in(dataset) | others) - known.keys():
        match = table.find(text)
        if match.code in standard.destinations:
            known[text] = str(match.code)
    rows = [_destination(text, code, standard, settings) for text, code in sorted(known.items())]
    return [
        {**row, "watched": row["parent"] if row["parent"] in (*watched, OTHER_HIRE) else None}
        for row in rows
    ]


def _destination(text: str, code: str, standard: Standard, settings: Settings) -> dict[str, object]:
    row = standard.destinations[code]
    parent = row.parent if row.level > 3 else code
    return {
        "code": text,
        "parent": parent,
        "name": row.name,
        "category": category_of(parent, row.group, settings),
        "kind": row.cls,
    }


def category_of(parent: str, group: str, settings: Settings) -> str:
    """Return the exclusive class of a code, by its parent and the group the scheme puts it in."""
    apart = parent == OTHER_HIRE and group == "employer" and not settings.other_hire_is_employer
    return "other_hire" if apart else group


def _required_fields(
    standard: Standard, destinations: Iterable[Mapping[str, object]]
) -> list[dict[str, object]]:
    titles = GRADUATES.by_name
    return [
        {
            "code": text,
            "field": row.field,
            "alternative": row.alternatives[0] if row.alternatives else None,
            "title": field_title(row.field),
            "certain": row.severity == "error",
        }
        for text, code in _pairs(standard, destinations)
        for row in standard.required_fields
        if row.code == code and row.field in titles
    ]


def _pairs(
    standard: Standard, destinations: Iterable[Mapping[str, object]]
) -> list[tuple[str, str]]:
    """Return (code as written, code whose requirements hold): a foreign child has its parent's."""
    listed = {row.code for row in standard.required_fields}
    return [
        (str(row["code"]), str(row["code"] if row["code"] in listed else row["parent"]))
        for row in destinations
    ]


def _levels() -> list[dict[str, object]]:
    return [
        {
            "level": level,
            "name": levels.name(level),
            "rank": levels.rank(level),
            "research": levels.research(level),
        }
        for level in levels.LEVELS
    ]


def _watched(
    standard: Standard, settings: Settings
) -> Iterator[tuple[FigureRule, tuple[str, ...]]]:
    """Give the figures of :data:`UNCONVENTIONAL` the scheme has, with the codes they count."""
    for figure in shipped_figures():
        if figure.code.startswith(UNCONVENTIONAL) and figure.applies(standard.scheme, settings):
            categories, codes = figure.members(settings)
            every = standard.destinations.values()
            of_class = (row.code for row in every if row.level == 3 and row.group in categories)
            yield figure, (*of_class, *codes)


def _unconventional(standard: Standard, settings: Settings) -> list[dict[str, object]]:
    return [
        {"figure": figure.code, "title": figure.title, "also": _also(figure, codes), "code": code}
        for figure, codes in _watched(standard, settings)
        for code in codes
    ]


def _also(figure: FigureRule, codes: Iterable[str]) -> str:
    """Return the other name a flexible rate goes by: with its members, or without."""
    if not figure.codes:
        return figure.code
    with_members = "_".join((figure.code, *sorted(codes)))
    return with_members if figure.code == FLEXIBLE_RATE else FLEXIBLE_RATE


def _deadlines(dataset: Dataset, settings: Settings) -> list[dict[str, object]]:
    """Give the deadlines of every cohort there is, except those that come every day."""
    cohorts = pc.unique(dataset.tables["graduates"].column("cohort")).to_pylist()
    return [
        {
            "cohort": cohort,
            "name": each.name,
            "title": f"{each.title}（{each.words}）",
            "strict_on": (each.strict - DAY).date(),
            "lenient_on": (each.lenient - DAY).date(),
        }
        for cohort in cohorts
        if cohort and cohort.isdigit() and int(cohort) in calendar.YEARS
        for each in (
            *(p.deadline for p in calendar.periods(int(cohort), settings) if p.kind in PERIODS),
            *calendar.deadlines(int(cohort), settings),
        )
        if each.name not in NOT_OF_ENTRIES
    ]


def _given_columns(dataset: Dataset) -> list[dict[str, object]]:
    return [
        {"table_name": table, "column_name": column}
        for table, columns in dataset.given.items()
        for column in sorted(columns)
    ]


def _moments(dataset: Dataset) -> list[dict[str, object]]:
    moments = {"now": dataset.moment, **dataset.moments}
    return [{"name": name, "at": at} for name, at in moments.items()]


def view_marks(settings: Settings) -> dict[str, object]:
    """Return what the settings put into the shared views."""
    statuses = tuple(settings.counted_statuses)
    with_completed = COMPLETED_STATUS in statuses
    return {
        "states_in_force": STATES[STATES.index(settings.counts_from) :],
        "counted_statuses": statuses,
        "counted_completions": ("graduated", "completed") if with_completed else ("graduated",),
    }
