"""Read several files side by side and link their rows to the graduates they are about."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.cohorts import chosen_cohort, one_cohort
from quxiang.exchange.declared import READABLE
from quxiang.exchange.faults import problem
from quxiang.exchange.keys import NUMBERS
from quxiang.exchange.moments import told_by
from quxiang.exchange.owners import put, with_owner
from quxiang.exchange.reading import read_cells
from quxiang.exchange.shapes import Gathered, InputFile, Reading, ReadOptions, Ready, Source
from quxiang.exchange.unreadable import unreadable_cells
from quxiang.problems import Problem, UnusableError, Where

_WITH_MOMENTS = ("graduates", "previous", "last_year")
_LIKE_MAIN = frozenset({"graduates", "previous", "last_year", "registry"})
_THREADS = 4


def gather(
    sources: Mapping[str, Source], options: ReadOptions, ready: Mapping[str, Ready] | None = None
) -> Gathered:
    """Read all sources in parallel, keep one cohort, and link every table to ``graduates``.

    ``ready`` tables take their place beside those read. A row of another table gets school,
    cohort and ``graduate_id`` of the graduate with the same 考生号, else 学号, else identity hash,
    never by name; a row that matches nobody keeps its own.
    Raises ``UnusableError`` with the problems of all unusable files, or where several cohorts
    are in ``graduates`` and none was asked for.
    """
    readings = _read_all(sources, options)
    readings |= {table: _taken(table, each) for table, each in (ready or {}).items()}
    return _Linker(options, readings).linked(sources)


def _taken(table: str, ready: Ready) -> Reading:
    return Reading(table, ready.data, ready.given, (), (), ready.file, owned=True, at=ready.at)


def _with_owner(reading: Reading, data: pa.Table, table: str, options: ReadOptions) -> pa.Table:
    return data if reading.owned else with_owner(data, table, options)


def _read_all(sources: Mapping[str, Source], options: ReadOptions) -> dict[str, Reading]:
    failed: list[Problem] = []
    readings: dict[str, Reading] = {}
    with ThreadPoolExecutor(max_workers=min(_THREADS, max(1, len(sources)))) as pool:
        waiting = {
            table: pool.submit(
                read_cells, source.path, table, _options_for(table, options),
                strict=table == "graduates",
            )
            for table, source in sources.items()
        }  # fmt: skip
        for table, future in waiting.items():
            try:
                readings[table] = future.result()
            except UnusableError as error:
                failed += error.problems
    if failed:
        raise UnusableError([*failed, *(p for each in readings.values() for p in each.problems)])
    return readings


def _options_for(table: str, options: ReadOptions) -> ReadOptions:
    """Sheet and mapping are about the main file; a mapping also helps tables of its form."""
    if table == "graduates":
        return options
    return replace(options, sheet=None, mapping=options.mapping if table in _LIKE_MAIN else {})


@dataclass
class _Linker:
    options: ReadOptions
    readings: dict[str, Reading]

    def linked(self, sources: Mapping[str, Source]) -> Gathered:
        problems = [each for reading in self.readings.values() for each in reading.problems]
        tables: dict[str, pa.Table] = {}
        graduates = self._graduates(problems)
        for table, reading in self.readings.items():
            linked = (
                graduates
                if table == "graduates"
                else self._linked_one(table, reading, graduates, problems)
            )
            tables[table] = self._kept(table, linked, graduates, problems)
        moments = {}
        for table in (each for each in _WITH_MOMENTS if each in tables):
            cohort = self._cohort_of(table)
            reading = self.readings[table]
            on = sources[table].on if table in sources else reading.at
            moments[table], odd = told_by(tables[table], reading, on, cohort)
            problems += odd
        return Gathered(
            tables=tables,
            given={table: each.given for table, each in self.readings.items()},
            files=self._files(),
            columns={table: each.columns for table, each in self.readings.items()},
            problems=tuple(problems),
            moments=moments,
            cohort=self.options.cohort or "",
            school=self.options.school or "",
            unreadable=self._unreadable(),
        )

    def _unreadable(self) -> pa.Table | None:
        main = self.readings.get("graduates")
        return None if main is None else unreadable_cells(main, self.options.standard.scheme)

    def _cohort_of(self, table: str) -> str | None:
        own = self.options.cohort
        return _year_before(own) if table == "last_year" else own

    def _files(self) -> dict[str, InputFile]:
        return {table: each.file for table, each in self.readings.items()}

    def _graduates(self, problems: list[Problem]) -> pa.Table | None:
        """Return the main table with owners, one cohort of it; settle cohort and school by it."""
        reading = self.readings.get("graduates")
        if reading is None:
            return None
        data = _with_owner(reading, reading.data, "graduates", self.options)
        cohort = chosen_cohort(data, self.options.cohort, reading.file)
        data = one_cohort(data, cohort, reading.file, problems)
        schools = data.column("school").unique().to_pylist()
        school = schools[0] if len(schools) == 1 else self.options.school
        self.options = replace(self.options, cohort=cohort or None, school=school)
        return data

    def _linked_one(
        self, table: str, reading: Reading, graduates: pa.Table | None, problems: list[Problem]
    ) -> pa.Table:
        options = replace(self.options, cohort=self._cohort_of(table))
        data = _with_owner(reading, self._of_school(table, reading, problems), table, options)
        if graduates is None or table == "last_year" or "graduate_id" not in data.column_names:
            return data
        return linked_to(self._of_cohort(table, data, problems), table, graduates)

    def _of_school(self, table: str, reading: Reading, problems: list[Problem]) -> pa.Table:
        """Call the school as the main table does, where one writes its code and one its name."""
        data, own = reading.data, self.options.school
        if "school" not in reading.given or own is None:
            return data
        theirs = [each for each in data.column("school").unique().to_pylist() if each]
        others = [each for each in theirs if each != own]
        if len(theirs) == len(others) == 1 and others[0].isdigit() != own.isdigit():
            return put(data, table, "school", pa.repeat(own, data.num_rows))
        if others:
            strange = pc.sum(pc.is_in(data.column("school"), pa.array(others))).as_py()
            where = Where(reading.file.name, reading.file.sheet)
            facts = {"count": strange, "schools": "、".join(others), "school": own}
            problems.append(problem("other_school_rows", where, **facts))
        return data

    def _of_cohort(self, table: str, data: pa.Table, problems: list[Problem]) -> pa.Table:
        """Keep the cohort's rows of a table that says which cohort each row is of."""
        cohort, reading = self.options.cohort, self.readings[table]
        if table not in ("previous", "registry") or not cohort or "cohort" not in reading.given:
            return data
        chosen_cohort(data, cohort, reading.file)
        return one_cohort(data, cohort, reading.file, problems)

    def _kept(
        self, table: str, data: pa.Table, graduates: pa.Table | None, problems: list[Problem]
    ) -> pa.Table:
        """Leave other cohorts out of tables of persons, save those linked and ``last_year``."""
        cohort = self.options.cohort
        if table not in ("previous", "registry") or not cohort or graduates is None:
            return data
        return one_cohort(data, cohort, self.readings[table].file, problems)


def _year_before(cohort: str | None) -> str | None:
    return str(int(cohort) - 1) if cohort and cohort.isdigit() else None


def linked_to(data: pa.Table, table: str, graduates: pa.Table) -> pa.Table:
    """Return ``data`` whose rows carry the owner of the graduate they match by number."""
    matches = [
        pc.index_in(data.column(name), value_set=graduates.column(name), skip_nulls=True)
        for name in NUMBERS
        if name in data.column_names and name in graduates.column_names
    ]
    if not matches:
        return data
    found = pc.coalesce(*matches)
    for name in ("school", "cohort", "graduate_id"):
        if name in {column.name for column in READABLE[table].columns}:
            theirs = graduates.column(name).take(found)
            data = put(data, table, name, pc.coalesce(theirs, data.column(name)))
    return data
