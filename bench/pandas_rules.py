"""The ten rules in vectorised pandas: the same findings as the engine's, key and verdict.

``python -m bench.same`` checks that. Written as one writes pandas for speed: masks before merges,
groups only over the few suspects; runs on texts as Python objects and on texts backed by Arrow.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.inputs import COMPLETIONS, Inputs
from bench.pandas_units import rate_inversion, weekly_swing
from bench.resolved import resolved_in_pandas

Frames = dict[str, pd.DataFrame]
UNIT = ["school", "cohort"]
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FORMED = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
BRANCH = "(?:分公司|分店|分行|支行|分部|营业部|办事处|分厂|分校|分局|分院)$"
EMPLOYMENT = [
    *UNIT, "graduate_id", "employer_key", "employer_name", "employer_uscc", "employer_nature",
    "place_code", "place_name",
]  # fmt: skip
NUMBERS = ["exam_no", "student_no", "id_hash"]
COMPARED = ["name", "gender", "id_hash", "level", "major_code", "direction"]


def frames(inputs: Inputs) -> Frames:
    """Return the tables as pandas holds them unless told otherwise: texts are Python objects."""
    return {name: table.to_pandas() for name, table in inputs.read()}


def arrow(inputs: Inputs) -> Frames:
    """Return the tables as pandas takes them quickest: backed by Arrow."""
    return {name: table.to_pandas(types_mapper=pd.ArrowDtype) for name, table in inputs.read()}


def findings(inputs: Inputs, tables: Frames) -> Frames:
    """Return the findings of every rule: school, cohort, key, verdict."""
    given = {name: counted(inputs, tables[name]) for name in ("graduates", "previous", "last_year")}
    people, employers = given["graduates"], tables["employers"]
    employed = people.loc[people["employed"], EMPLOYMENT]
    listed = listed_employers(employers)
    found = {
        "D401": missing_required_field(people, tables["required_fields"]),
        "D403": below_minimum_wage(people, inputs.parameters["D403"]["codes"]),
        "E301": unknown_employer(employed, listed, inputs.parameters["E301"]["absent"]),
        "E303": invalid_credit_code(employed),
        "E304": credit_code_name_mismatch(employed, listed),
        "E305": small_employer_cluster(employed, employers, inputs.parameters["E305"]),
        "R201": registry_mismatch(people, tables["registry"]),
        "R204": duplicate_graduate(tables["graduates"]),
        "T101": weekly_swing(given, inputs.parameters["T101"], inputs.days_between),
        "T103": rate_inversion(given, tables, inputs.parameters["T103"]),
    }
    return muted(found)


def counted(inputs: Inputs, people: pd.DataFrame) -> pd.DataFrame:
    """Say of each row whether it is in scope, registered, employed, placed."""
    status, completion, state = people["status"], people["completion"], people["state"]
    in_scope = (status.isna() | status.isin(inputs.settings.counted_statuses)) & (
        completion.isna() | completion.isin(COMPLETIONS)
    )
    code = people["code"]
    registered = in_scope & code.notna() & (state.isna() | state.isin(inputs.states))
    return people.assign(
        in_scope=in_scope,
        registered=registered,
        employed=registered & code.isin(inputs.codes_of("employed")),
        placed=registered & code.isin(inputs.codes_of("employed", "further_study")),
    )


def muted(found: Frames) -> Frames:
    """Take away findings about employers whose code is itself a fault."""
    cause = found["E303"].query("verdict == 'fault'")[[*UNIT, "employer_key"]].drop_duplicates()
    for code in ("E301", "E304"):
        joined = found[code].merge(cause, how="left", indicator=True)
        found[code] = joined[joined["_merge"] == "left_only"].drop(columns="_merge")
    return found


def judged(rows: pd.DataFrame, key: list[str], fault: pd.Series, *, every: bool) -> pd.DataFrame:
    """Return one row a key; a fault if any of its rows is one (or only if ``every`` one is)."""
    rows = rows[[*UNIT, *key]].assign(fault=fault.astype(bool))
    rows = rows.sort_values("fault", ascending=every, kind="stable")
    rows = rows.drop_duplicates([*UNIT, *key])
    verdict = np.where(rows["fault"], "fault", "to_check")
    return rows.drop(columns="fault").assign(verdict=verdict)


def missing_required_field(people: pd.DataFrame, required: pd.DataFrame) -> pd.DataFrame:
    parts = []
    by_field = ["field", "alternative", "certain"]
    for (field, alternative, certain), rows in required.groupby(by_field, dropna=False):
        lacking = people[field].isna() & people["registered"] & people["code"].isin(rows["code"])
        if isinstance(alternative, str):
            lacking &= people[alternative].isna()
        keys = people.loc[lacking, [*UNIT, "graduate_id"]]
        parts.append(keys.assign(field=field, fault=certain))
    lacks = pd.concat(parts)
    return judged(lacks, ["graduate_id", "field"], lacks["fault"], every=False)


def below_minimum_wage(people: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    below = people["wage_floor_met"].eq(False).fillna(False)
    found = people[people["placed"] & people["code"].isin(codes) & below]
    return found[[*UNIT, "graduate_id"]].drop_duplicates().assign(verdict="fault")


def name_key(names: pd.Series) -> pd.Series:
    dirty = names.str.contains("[【】〔〕\\[\\]{} a-z]", na=False)
    clean = names[dirty].str.replace("[【〔\\[{]", "(", regex=True)
    clean = clean.str.replace("[】〕\\]}]", ")", regex=True).str.replace(" ", "", regex=False)
    return names.where(~dirty, clean.str.upper())


def listed_employers(employers: pd.DataFrame) -> pd.DataFrame:
    return employers.assign(folded=name_key(employers["name"]))


def unknown_employer(
    employed: pd.DataFrame, listed: pd.DataFrame, absent: list[str]
) -> pd.DataFrame:
    named = employed[employed["employer_key"].notna()]
    code = named["employer_uscc"]
    refuted = code.isin(listed.loc[listed["status"].isin(absent), "uscc"].dropna())
    uncoded = named[code.isna()]
    by_name = uncoded.index[name_key(uncoded["employer_name"]).isin(listed["folded"].dropna())]
    known = code.isin(listed["uscc"].dropna()) | named.index.isin(by_name)
    keep = refuted | ~known
    return judged(named[keep], ["employer_key"], refuted[keep], every=False)


def credit_code_faults(codes: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return which of the distinct codes are not well formed, and which fail their check."""
    matched = codes.str.match(FORMED)
    text = codes[matched].to_numpy("S18").view(np.uint8).reshape(-1, 18)
    places = np.zeros(256, np.int64)
    places[np.frombuffer(SIGNS.encode(), np.uint8)] = np.arange(len(SIGNS))
    values = places[text]
    varied = pd.Series((text != text[:, :1]).any(axis=1), codes.index[matched])
    failed = pd.Series(-(values[:, :17] @ WEIGHTS) % 31 != values[:, 17], codes.index[matched])
    return ~varied.reindex(codes.index, fill_value=False), failed.reindex(
        codes.index, fill_value=False
    )


def invalid_credit_code(employed: pd.DataFrame) -> pd.DataFrame:
    columns = [*UNIT, "employer_key", "employer_uscc"]
    coded = employed.loc[employed["employer_uscc"].notna(), columns]
    codes = coded["employer_uscc"].drop_duplicates()
    malformed, failed = credit_code_faults(codes)
    found = coded[coded["employer_uscc"].isin(codes[malformed | failed])].drop_duplicates()
    fault = found["employer_uscc"].isin(codes[malformed])
    return judged(found, ["employer_key"], fault, every=False)


def credit_code_name_mismatch(employed: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    key = ["employer_key", "employer_name", "employer_uscc"]
    written = employed[[*UNIT, *key]].dropna(subset=["employer_name", "employer_uscc"])
    written = written.drop_duplicates()
    parents = listed.set_index("uscc")["folded"].rename("parent_folded")
    firms = listed[listed["name"].notna()].join(parents, on="parent")
    firms = firms[["uscc", "folded", "former_names", "parent_folded"]]
    pairs = written.merge(firms, left_on="employer_uscc", right_on="uscc")
    pairs["wrote"] = name_key(pairs["employer_name"])
    same = pairs["wrote"] == pairs["folded"]
    others = pairs[~same]
    agreed = (
        _formerly(others)
        | others["wrote"].eq(others["parent_folded"]).fillna(False)
        | _branch(others)
    )
    same |= agreed.reindex(pairs.index, fill_value=False)
    right = pairs.loc[same, [*UNIT, *key]].drop_duplicates()
    wrong = pairs[~same].merge(right, how="left", indicator=True)
    wrong = wrong[wrong["_merge"] == "left_only"]
    return judged(wrong, ["employer_key", "employer_name"], ~_near(wrong), every=True)


def _formerly(pairs: pd.DataFrame) -> pd.Series:
    formers = pairs["former_names"].dropna()
    each = name_key(formers).str.split("[;；｜、|]", regex=True).explode()
    hits = each.eq(pairs["wrote"].reindex(each.index)).groupby(level=0).any()
    return hits.reindex(pairs.index, fill_value=False)


def _branch(pairs: pd.DataFrame) -> pd.Series:
    """Return who wrote the firm's own name with a branch after it."""
    branch = pairs[pairs["wrote"].str.contains(BRANCH)]
    wrote, folded = branch["wrote"].to_numpy("U"), branch["folded"].to_numpy("U")
    starts = pd.Series(np.char.startswith(wrote, folded), branch.index)
    return starts.reindex(pairs.index, fill_value=False)


def _near(pairs: pd.DataFrame) -> pd.Series:
    wrote, folded = pairs["wrote"].to_numpy("U"), pairs["folded"].to_numpy("U")
    inside = (np.char.find(folded, wrote) >= 0) | (np.char.find(wrote, folded) >= 0)
    return pd.Series(inside, pairs.index)


def small_employer_cluster(
    employed: pd.DataFrame, employers: pd.DataFrame, values: dict[str, object]
) -> pd.DataFrame:
    placed = resolved_in_pandas(employed, name_key).drop(columns="employer_key")
    placed = placed.rename(columns={"whole_key": "employer_key"})
    barred = placed["employer_nature"].isin(list(values["not_firms"]))
    barred |= placed["uscc"].str[:2].isin(list(values["not_firm_codes"]))
    placed = placed[~barred]
    often = placed.groupby([*UNIT, "employer_key"])["graduate_id"].transform("size")
    sizes = employers[["uscc", "size", "parent"]]
    above = sizes[["uscc", "size"]].rename(columns={"uscc": "parent", "size": "above"})
    sizes = sizes.merge(above.dropna(subset="parent"), how="left", on="parent")
    sizes = sizes.assign(size=sizes["size"].fillna(sizes["above"]))[["uscc", "size"]]
    placed = placed[often >= values["limit"]].merge(sizes, how="left", on="uscc")
    small = (
        placed["size"].isin(["small", "micro"])
        | placed["employer_nature"].eq("33")
        | placed["uscc"].str.startswith("92", na=False)
    )
    large = placed["size"].isin(["large", "medium"])
    placed = placed.assign(small=small & placed["sure"])[~large]
    group = [*UNIT, "employer_key"]
    everyone = placed.drop_duplicates([*group, "graduate_id"]).groupby(group).size()
    in_small = placed[placed["small"]].drop_duplicates([*group, "graduate_id"])
    in_small = in_small.groupby(group).size().reindex(everyone.index, fill_value=0)
    verdict = pd.Series(np.where(in_small >= values["limit"], "fault", "to_check"), everyone.index)
    return verdict[everyone >= values["limit"]].rename("verdict").reset_index()


def person_key(names: pd.Series) -> pd.Series:
    return names.str.replace("[ ·•・.]", "", regex=True).str.upper()


def registry_mismatch(people: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    ours = people.loc[people["in_scope"], [*UNIT, "graduate_id", *COMPARED]]
    pairs = ours.merge(registry, on="graduate_id", suffixes=("", "_registry"))
    many = pairs["graduate_id"].duplicated(keep=False)
    parts = [_mismatch(pairs, many, field) for field in COMPARED]
    return pd.concat(parts)


def _mismatch(pairs: pd.DataFrame, many: pd.Series, field: str) -> pd.DataFrame:
    mine, theirs = pairs[field], pairs[f"{field}_registry"]
    suspect = theirs.notna() & (mine.isna() | (mine != theirs))
    same = (person_key(mine[suspect]) == person_key(theirs[suspect])).fillna(False)
    differs = suspect & ~same.reindex(pairs.index, fill_value=False)
    key = [*UNIT, "graduate_id"]
    right = pairs.loc[many & ~differs, key].drop_duplicates()
    wrong = pairs[differs].merge(right, on=key, how="left", indicator=True)
    wrong = wrong[wrong["_merge"] == "left_only"].assign(field=field)
    return judged(wrong, ["graduate_id", "field"], wrong[field].notna(), every=False)


def duplicate_graduate(graduates: pd.DataFrame) -> pd.DataFrame:
    """Return who stands twice; a number says nothing new where the number before it said it."""
    parts = []
    people = graduates[[*UNIT, "graduate_id", *NUMBERS]]
    said_by = {"exam_no": [], "student_no": ["exam_no"], "id_hash": ["exam_no", "student_no"]}
    for field, before in said_by.items():
        twice = people.duplicated([*UNIT, field], keep=False) & people[field].notna()
        groups = people[twice].groupby([*UNIT, field])
        new = pd.Series(True, groups.size().index)
        for number in before:
            new &= ~((groups[number].nunique() == 1) & (groups[number].count() == groups.size()))
        first = groups["graduate_id"].min()[new].reset_index()
        parts.append(first[[*UNIT, "graduate_id"]].assign(field=field))
    return pd.concat(parts).drop_duplicates().assign(verdict="fault")
