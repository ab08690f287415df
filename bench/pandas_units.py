"""The two rules about rates of schools, colleges and majors, in vectorised pandas."""

from __future__ import annotations

import pandas as pd

Frames = dict[str, pd.DataFrame]
KEY = ["school", "cohort", "unit_kind", "unit"]


def units(people: pd.DataFrame, kinds: dict[str, str], *more: str) -> pd.DataFrame:
    """Return people and placed people of every unit; ``kinds`` names the column of each kind."""
    parts = []
    for kind, column in kinds.items():
        by = list(dict.fromkeys(["school", "cohort", column, *more]))
        groups = people.groupby(by, observed=True)["placed"]
        counts = groups.agg(people="size", placed="sum").reset_index()
        parts.append(counts.assign(unit_kind=kind, unit=counts[column].astype(object)))
    return pd.concat(parts)[[*KEY, *more, "people", "placed"]]


def categorised(people: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return only what is counted, the few-valued columns as categories."""
    return people.loc[people["in_scope"], [*columns, "placed"]].astype(
        dict.fromkeys(columns, "category")
    )


def weekly_swing(given: Frames, values: dict[str, object], days: int | None) -> pd.DataFrame:
    kinds = {"school": "school", "college": "college", "major": "major"}
    now, before = (units(_with_major(given[name]), kinds) for name in ("graduates", "previous"))
    both = now.merge(before, on=KEY, suffixes=("", "_before"))
    large = (both["people"] >= values["base"]) & (both["people_before"] >= values["base"])
    both = both[large]
    start = both["placed_before"] * both["people"]
    moved = (both["placed"] * both["people_before"] - start).abs() * 100
    whole = start if values["unit"] == "relative" else both["people"] * both["people_before"]
    verdict = "to_check" if days is not None and days > values["days"] else "fault"
    return both.loc[moved > values["points"] * whole, KEY].assign(verdict=verdict)


def _with_major(people: pd.DataFrame) -> pd.DataFrame:
    major = people["major_code"].fillna(people["major_name"])
    return categorised(people.assign(major=major), "school", "cohort", "college", "major")


def rate_inversion(given: Frames, tables: Frames, values: dict[str, object]) -> pd.DataFrame:
    kinds = {"school": "school", "college": "college"}
    people = given["graduates"]
    now = units(categorised(people, "school", "cohort", "college"), kinds)
    readings = [
        _over_time("previous", now, units(_few(given["previous"]), kinds), KEY),
        _over_time("last_year", now, _last_year(given["last_year"], kinds), KEY[:1] + KEY[2:]),
        _by_level(people, kinds, tables["levels"], values["base"]),
        _by_calls(people, kinds, tables["checks"], list(values["class_items"])),
    ]
    every = pd.concat(readings)
    large = (every["people"] >= values["base"]) & (every["other_people"] >= values["base"])
    every = every[large & every["reading"].isin(list(values["readings"]))]
    lower = every["placed"] * every["other_people"] < every["other_placed"] * every["people"]
    return every.loc[lower, [*KEY, "reading", "level"]].assign(verdict="fault")


def _few(people: pd.DataFrame) -> pd.DataFrame:
    return categorised(people, "school", "cohort", "college")


def _last_year(people: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    return units(_few(people.assign(cohort="last")), kinds).drop(columns="cohort")


def _over_time(reading: str, now: pd.DataFrame, then: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    then = then.rename(columns={"people": "other_people", "placed": "other_placed"})
    return now.merge(then, on=on).assign(reading=reading, level="-")


def _by_level(
    people: pd.DataFrame, kinds: dict[str, str], levels: pd.DataFrame, base: int
) -> pd.DataFrame:
    """Return each level of a unit beside the next lower one that is large enough."""
    counts = units(categorised(people, "school", "cohort", "college", "level"), kinds, "level")
    counts = counts.astype({"level": object}).merge(levels[["level", "rank"]], on="level")
    ranked = counts[counts["people"] >= base].sort_values("rank", kind="stable")
    lower = ranked.groupby(KEY, observed=True)[["people", "placed"]].shift()
    ranked = ranked.assign(other_people=lower["people"], other_placed=lower["placed"])
    return ranked[ranked["other_people"].notna()].assign(reading="level").drop(columns="rank")


def _by_calls(
    people: pd.DataFrame, kinds: dict[str, str], checks: pd.DataFrame, items: list[str]
) -> pd.DataFrame:
    """Return what calls upheld beside what was registered, of the people who were reached."""
    reached = checks[checks["outcome"].isin(["consistent", "inconsistent"])]
    wrong = reached["outcome"].eq("inconsistent") & reached["item"].isin(items)
    refuted = reached.loc[wrong, "graduate_id"]
    called = people[people["graduate_id"].isin(reached["graduate_id"])]
    upheld = called["placed"] & ~called["graduate_id"].isin(refuted)
    registered = units(_few(called), kinds)
    found = units(_few(called.assign(placed=upheld)), kinds)
    return _over_time("calls", found, registered, KEY)
