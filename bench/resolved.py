"""Which employer is meant where the credit code was left out: the view whole_employers, for both.

An employer without a code is the one with a code that bears its folded name at its place, if
there is exactly one in that school and cohort; ``sure`` is false where a side names no place.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import polars as pl

UNIT = ["school", "cohort"]
NAMED = [*UNIT, "employer_key"]
ALIKE = [*UNIT, "folded"]
#: columns of graduates that say which employer is meant
WRITTEN = [*NAMED, "employer_uscc", "employer_name", "place_code", "place_name"]


def resolved_in_pandas(
    employed: pd.DataFrame, name_key: Callable[[pd.Series], pd.Series]
) -> pd.DataFrame:
    """Return the rows that name an employer, with whole_key, uscc and sure."""
    named = employed[employed["employer_key"].notna()]
    bare = named["employer_uscc"].isna() & named["employer_name"].notna()
    uncoded = _spelt(named[bare], name_key)
    coded = _spelt(named[named["employer_uscc"].notna()], name_key)
    pairs = uncoded.merge(coded, on=ALIKE, suffixes=("", "_coded"))
    same = (pairs["place"] == pairs["place_coded"]).fillna(False).astype(bool)
    either = pairs["place"].isna() | pairs["place_coded"].isna()
    pairs = pairs.assign(sure=same)[same | either]
    found = pairs.groupby(NAMED).agg(
        whole_key=("employer_key_coded", "min"), last=("employer_key_coded", "max"),
        uscc=("employer_uscc_coded", "min"), sure=("sure", "max"),
    )  # fmt: skip
    found = found[found["whole_key"] == found["last"]].drop(columns="last").reset_index()
    joined = named.merge(found, on=NAMED, how="left")
    return joined.assign(
        whole_key=joined["whole_key"].fillna(joined["employer_key"]),
        uscc=joined["employer_uscc"].fillna(joined["uscc"]),
        sure=joined["sure"].ne(False).fillna(True).astype(bool),
    )


def _spelt(rows: pd.DataFrame, name_key: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    rows = rows[WRITTEN].drop_duplicates()
    place = rows["place_code"].fillna(name_key(rows["place_name"]))
    kept = rows.assign(folded=name_key(rows["employer_name"]), place=place)
    return kept[[*NAMED, "employer_uscc", "folded", "place"]].dropna(subset="folded")


def resolved_in_polars(employed: pl.LazyFrame, name_key: Callable[[str], pl.Expr]) -> pl.LazyFrame:
    """Return the rows that name an employer, with whole_key, uscc and sure."""
    named = employed.filter(pl.col("employer_key").is_not_null())
    rows = named.select(WRITTEN).unique().select(
        *NAMED, "employer_uscc", folded=name_key("employer_name"),
        place=pl.coalesce("place_code", name_key("place_name")),
    ).filter(pl.col("folded").is_not_null())  # fmt: skip
    bare = pl.col("employer_uscc").is_null()
    pairs = rows.filter(bare).join(rows.filter(~bare), on=ALIKE, suffix="_coded")
    same = (pl.col("place") == pl.col("place_coded")).fill_null(False)
    either = pl.col("place").is_null() | pl.col("place_coded").is_null()
    key = pl.col("employer_key_coded")
    found = pairs.filter(same | either).group_by(NAMED).agg(
        whole_key=key.min(), last=key.max(), uscc=pl.col("employer_uscc_coded").min(),
        sure=same.any(),
    )  # fmt: skip
    found = found.filter(pl.col("whole_key") == pl.col("last")).drop("last")
    return named.join(found, on=NAMED, how="left").with_columns(
        whole_key=pl.coalesce("whole_key", "employer_key"),
        uscc=pl.coalesce("employer_uscc", "uscc"),
        sure=pl.col("sure").fill_null(True),
    )
