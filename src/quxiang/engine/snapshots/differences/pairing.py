"""Pair the rows of two snapshots: who was there, who is, and who is still the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.backends.duckdb import connect
from quxiang.engine.snapshots.tables import row_digests

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
#: the numbers people are joined by, best first; never the name
NUMBERS = ("exam_no", "student_no", "id_hash", "graduate_id")

#: equal rows of a person meet first, the rest in the order they stand
_PAIRS = """
with x as (select *, row_number() over (partition by person, digest order by place) as n
           from before),
y as (select *, row_number() over (partition by person, digest order by place) as n from after),
same as (select x.place as b, y.place as a from x join y using (person, digest, n)),
x_rest as (select place, person, row_number() over (partition by person order by place) as n
           from x anti join same on same.b = x.place),
y_rest as (select place, person, row_number() over (partition by person order by place) as n
           from y anti join same on same.a = y.place)
select b, a, true as same from same
union all
select x_rest.place, y_rest.place, false from x_rest full join y_rest using (person, n)
order by 2 nulls last, 1
"""


@dataclass(frozen=True)
class Pairs:
    """Row numbers that belong together, -1 where one of the two has no such row."""

    before: Rows
    after: Rows
    same: np.ndarray[tuple[int], np.dtype[np.bool_]]


def pair_rows(before: pa.Table, after: pa.Table, fields: Sequence[str], *, same_key: bool) -> Pairs:
    """Pair the rows of two graduates tables; ``fields`` decide whether two rows are the same.

    ``same_key`` says that keyed hashes of the two can be compared.
    """
    people = _people(before, after, same_key)
    with connect() as connection:
        for name, data, person in (("before", before, people[0]), ("after", after, people[1])):
            rows = pa.table({
                "place": pa.array(np.arange(data.num_rows)),
                "person": person,
                "digest": row_digests(data.select(fields), connection),
            })  # fmt: skip
            connection.register(name, rows)
        found = connection.sql(_PAIRS).to_arrow_table()
    numbered = [found.column(name).fill_null(-1).to_numpy() for name in ("b", "a")]
    return Pairs(numbered[0], numbered[1], found.column("same").to_numpy())


def _people(before: pa.Table, after: pa.Table, same_key: bool) -> tuple[pa.Array, pa.Array]:
    """Return who each row is about, called as in ``before`` where it is somebody there."""
    names = NUMBERS if same_key else NUMBERS[:2]
    theirs = _own(before, "before")
    matches = [
        pc.index_in(after.column(name), value_set=before.column(name), skip_nulls=True)
        for name in names
    ]
    known = theirs.take(pc.coalesce(*matches))
    return theirs, pc.coalesce(known, _own(after, "after"))


def _own(data: pa.Table, prefix: str) -> pa.Array:
    """Return a name for each row's person that nobody in the other snapshot has by chance."""
    ids = data.column("graduate_id").combine_chunks()
    places = pa.array([f"{prefix} row {at}" for at in range(data.num_rows)], pa.string())
    return pc.coalesce(pc.binary_join_element_wise(prefix, ids, " "), places)
