"""One cohort at a time: which, and what is left out for it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.faults import problem, refusal
from quxiang.exchange.shapes import InputFile
from quxiang.problems import Problem, Where


def chosen_cohort(data: pa.Table, asked: str | None, file: InputFile) -> str:
    """Return the cohort asked for, else the only one there is.

    Raises ``UnusableError`` naming them where there are several, or where the one asked for is
    not among them.
    """
    there = sorted(each for each in data.column("cohort").unique().to_pylist() if each)
    where = Where(file.name, file.sheet)
    if asked and (len(asked) != 4 or not asked.isdigit()):
        raise refusal("bad_cohort", where, cohort=asked)
    if asked and there and asked not in there:
        raise refusal("no_such_cohort", where, cohort=asked, cohorts="、".join(there))
    if not asked and len(there) > 1:
        raise refusal("several_cohorts", where, cohorts="、".join(there))
    return asked or (there[0] if there else "")


def one_cohort(data: pa.Table, cohort: str, file: InputFile, problems: list[Problem]) -> pa.Table:
    """Return the rows of one cohort; rows whose cohort is not known stay, others are counted."""
    column = data.column("cohort")
    keep = pc.or_(pc.equal(column, cohort), pc.equal(column, ""))
    kept = data.filter(keep)
    if kept.num_rows == data.num_rows:
        return data
    others = sorted(set(column.filter(pc.invert(keep)).unique().to_pylist()))
    facts = {"count": data.num_rows - kept.num_rows, "cohorts": "、".join(others), "cohort": cohort}
    problems.append(problem("other_cohort_rows", Where(file.name, file.sheet), **facts))
    return kept
