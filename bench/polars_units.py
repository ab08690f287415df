"""The two rules about rates of schools, colleges and majors, in Polars."""

from __future__ import annotations

import polars as pl

Frames = dict[str, pl.LazyFrame]
KEY = ["school", "cohort", "unit_kind", "unit"]


def units(people: pl.LazyFrame, kinds: dict[str, str], *more: str) -> pl.LazyFrame:
    """Return people and placed people of every unit; ``kinds`` names the column of each kind."""
    parts = []
    for kind, column in kinds.items():
        by = ["school", "cohort", pl.col(column).alias("unit"), *more]
        counts = people.group_by(by).agg(
            people=pl.len().cast(pl.Int64), placed=pl.col("placed").sum().cast(pl.Int64)
        )
        parts.append(
            counts.with_columns(unit_kind=pl.lit(kind)).filter(pl.col("unit").is_not_null())
        )
    return pl.concat(parts)


def weekly_swing(given: Frames, values: dict[str, object], days: int | None) -> pl.LazyFrame:
    kinds = {"school": "school", "college": "college", "major": "major"}
    major = pl.coalesce("major_code", "major_name").alias("major")
    now, before = (
        units(given[name].with_columns(major), kinds) for name in ("graduates", "previous")
    )
    both = now.join(before, on=KEY, suffix="_before")
    start = pl.col("placed_before") * pl.col("people")
    moved = (pl.col("placed") * pl.col("people_before") - start).abs() * 100
    whole = start if values["unit"] == "relative" else pl.col("people") * pl.col("people_before")
    large = (pl.col("people") >= values["base"]) & (pl.col("people_before") >= values["base"])
    verdict = "to_check" if days is not None and days > values["days"] else "fault"
    found = both.filter(large & (moved > values["points"] * whole))
    return found.select(*KEY, verdict=pl.lit(verdict))


def rate_inversion(given: Frames, tables: Frames, values: dict[str, object]) -> pl.LazyFrame:
    kinds, people = {"school": "school", "college": "college"}, given["graduates"]
    now = units(people, kinds)
    last_year = units(given["last_year"].with_columns(cohort=pl.lit("last")), kinds)
    every = pl.concat(
        [
            _over_time("previous", now, units(given["previous"], kinds), KEY),
            _over_time("last_year", now, last_year.drop("cohort"), [*KEY[:1], *KEY[2:]]),
            _by_level(people, kinds, tables["levels"], values["base"]),
            _by_calls(people, kinds, tables["checks"], values["class_items"]),
        ]
    )
    large = (pl.col("people") >= values["base"]) & (pl.col("other_people") >= values["base"])
    ours = pl.col("placed") * pl.col("other_people")
    lower = ours < pl.col("other_placed") * pl.col("people")
    every = every.filter(large & lower & pl.col("reading").is_in(values["readings"]))
    return every.select(*KEY, "reading", "level", verdict=pl.lit("fault"))


COMPARED = [*KEY, "people", "placed", "other_people", "other_placed", "reading", "level"]


def _over_time(reading: str, now: pl.LazyFrame, then: pl.LazyFrame, on: list[str]) -> pl.LazyFrame:
    then = then.rename({"people": "other_people", "placed": "other_placed"})
    both = now.join(then, on=on).with_columns(reading=pl.lit(reading), level=pl.lit("-"))
    return both.select(COMPARED)


def _by_level(
    people: pl.LazyFrame, kinds: dict[str, str], levels: pl.LazyFrame, base: int
) -> pl.LazyFrame:
    """Return each level of a unit beside the next lower one that is large enough."""
    counts = units(people, kinds, "level").join(levels.select("level", "rank"), on="level")
    ranked = counts.filter(pl.col("people") >= base).sort("rank")
    lower = {f"other_{name}": pl.col(name).shift().over(KEY) for name in ("people", "placed")}
    ranked = ranked.with_columns(**lower, reading=pl.lit("level"))
    return ranked.filter(pl.col("other_people").is_not_null()).select(COMPARED)


def _by_calls(
    people: pl.LazyFrame, kinds: dict[str, str], checks: pl.LazyFrame, items: tuple[str, ...]
) -> pl.LazyFrame:
    """Return what calls upheld beside what was registered, of the people who were reached."""
    wrong = (pl.col("outcome") == "inconsistent") & pl.col("item").is_in(items)
    reached = checks.filter(pl.col("outcome").is_in(["consistent", "inconsistent"]))
    judged = reached.group_by("graduate_id").agg(refuted=wrong.any())
    called = people.join(judged, on="graduate_id")
    upheld = called.with_columns(placed=pl.col("placed") & ~pl.col("refuted"))
    return _over_time("calls", units(upheld, kinds), units(called, kinds), KEY)
