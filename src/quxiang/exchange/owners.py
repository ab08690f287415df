"""Whose rows they are: school, cohort and key of every row, cohorts kept apart."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.declared import READABLE
from quxiang.exchange.keys import graduate_ids
from quxiang.exchange.shapes import ReadOptions

#: the school of a file that names none
OWN_SCHOOL = "本校"


def with_owner(data: pa.Table, table: str, options: ReadOptions) -> pa.Table:
    """Return ``data`` with ``school``, ``cohort`` and ``graduate_id``, where the table has them."""
    columns = {column.name for column in READABLE[table].columns}
    if "school" not in columns:
        return data
    data = put(data, table, "school", _school(data, options))
    data = put(data, table, "cohort", _cohort(data, options))
    return put(data, table, "graduate_id", graduate_ids(data, options.key))


def put(data: pa.Table, table: str, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return ``data`` with one column set, columns in declared order."""
    if name in data.column_names:
        return data.set_column(data.column_names.index(name), name, values)
    data = data.append_column(name, values)
    return data.select(
        [c.name for c in READABLE[table].columns if c.name in set(data.column_names)]
    )


def _school(data: pa.Table, options: ReadOptions) -> pa.Array:
    default = options.school or OWN_SCHOOL
    if "school" not in data.column_names:
        return pa.repeat(default, data.num_rows)
    return pc.fill_null(data.column("school"), default)


def _cohort(data: pa.Table, options: ReadOptions) -> pa.Array:
    """Return the given cohort, else the year of graduation, else the cohort asked for."""
    parts = [data.column("cohort")] if "cohort" in data.column_names else []
    if "graduation_on" in data.column_names:
        parts.append(pc.cast(pc.year(data.column("graduation_on")), pa.string()))
    default = options.cohort or str(getattr(options.settings, "cohort", None) or "")
    parts.append(pa.repeat(default, data.num_rows))
    return pc.coalesce(*parts)


def one_name(schools: pa.Array, columns: Sequence[pa.Array]) -> pa.Array:
    """Return schools called alike where a row lacks the name others give beside its code.

    ``schools`` holds the first filled of ``columns`` in each row, best first.
    """
    named, *codes = columns
    for code in codes:
        pairs = (
            pa.table({"name": named, "code": code})
            .group_by(["code", "name"], use_threads=False)
            .aggregate([])
        )
        known = pairs.filter(pc.and_(pairs["code"].is_valid(), pairs["name"].is_valid()))
        at = pc.index_in(schools, value_set=known["code"].combine_chunks(), skip_nulls=True)
        schools = pc.coalesce(known["name"].combine_chunks().take(at), schools)
    return schools
