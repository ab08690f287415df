"""The ten rules in Polars: the same findings as the engine's, key and verdict.

Each rule is a lazy frame; ``pl.collect_all`` plans and runs them together, so that what several
rules read is made once.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import polars as pl

from bench.inputs import COMPLETIONS, Inputs
from bench.polars_units import rate_inversion, weekly_swing
from bench.resolved import resolved_in_polars

Frames = dict[str, pl.LazyFrame]
Found = dict[str, pl.DataFrame]
UNIT = ["school", "cohort"]
EMPLOYER = [*UNIT, "employer_key"]
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FORMED = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BRANCH = "(?:分公司|分店|分行|支行|分部|营业部|办事处|分厂|分校|分局|分院)$"
COMPARED = ("name", "gender", "id_hash", "level", "major_code", "direction")
BRACKETS = dict(zip("【】〔〕[]{}", "()()()()", strict=True)) | {" ": ""}


def frames(inputs: Inputs) -> Frames:
    """Return the tables as Polars reads them, lazily."""
    return {name: pl.from_arrow(table).lazy() for name, table in inputs.read()}


def findings(inputs: Inputs, tables: Frames) -> Found:
    """Return the findings of every rule: school, cohort, key, verdict."""
    lazy = _muted(_lazy(inputs, tables))
    return dict(zip(lazy, pl.collect_all(lazy.values()), strict=True))


def _lazy(inputs: Inputs, tables: Frames) -> Frames:
    given = {name: counted(inputs, tables[name]) for name in ("graduates", "previous", "last_year")}
    people, employers = given["graduates"], tables["employers"]
    employed = people.filter("employed")
    return {
        "D401": missing_required_field(people, tables["required_fields"].collect()),
        "D403": below_minimum_wage(people, inputs.parameters["D403"]["codes"]),
        "E301": unknown_employer(employed, employers, inputs.parameters["E301"]["absent"]),
        "E303": invalid_credit_code(employed),
        "E304": credit_code_name_mismatch(employed, employers),
        "E305": small_employer_cluster(employed, employers, inputs.parameters["E305"]),
        "R201": registry_mismatch(people, tables["registry"]),
        "R204": duplicate_graduate(tables["graduates"]),
        "T101": weekly_swing(given, inputs.parameters["T101"], inputs.days_between),
        "T103": rate_inversion(given, tables, inputs.parameters["T103"]),
    }


def counted(inputs: Inputs, people: pl.LazyFrame) -> pl.LazyFrame:
    """Return the people in scope, and whether each is registered, employed, placed."""
    status, completion, state = pl.col("status"), pl.col("completion"), pl.col("state")
    in_scope = (status.is_null() | status.is_in(inputs.settings.counted_statuses)) & (
        completion.is_null() | completion.is_in(COMPLETIONS)
    )
    code = pl.col("code")
    registered = code.is_not_null() & (state.is_null() | state.is_in(inputs.states))
    placed = code.is_in(inputs.codes_of("employed", "further_study")).fill_null(False)
    employed = code.is_in(inputs.codes_of("employed")).fill_null(False)
    return people.filter(in_scope).with_columns(
        registered=registered, employed=registered & employed, placed=registered & placed
    )


def _muted(found: Frames) -> Frames:
    """Take away findings about employers whose code is itself a fault."""
    cause = found["E303"].filter(pl.col("verdict") == "fault").select(EMPLOYER)
    silenced = {code: found[code].join(cause, on=EMPLOYER, how="anti") for code in ("E301", "E304")}
    return {**found, **silenced}


def verdict(fault: pl.Expr) -> pl.Expr:
    return pl.when(fault).then(pl.lit("fault")).otherwise(pl.lit("to_check")).alias("verdict")


def faults(rows: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Return one row a key: a fault."""
    return rows.select(*UNIT, *key).unique().with_columns(verdict=pl.lit("fault"))


def missing_required_field(people: pl.LazyFrame, required: pl.DataFrame) -> pl.LazyFrame:
    registered, parts = people.filter("registered"), []
    for (field, alternative, certain), rows in required.group_by("field", "alternative", "certain"):
        lacking = pl.col(field).is_null() & pl.col("code").is_in(rows["code"].to_list())
        if alternative is not None:
            lacking &= pl.col(alternative).is_null()
        keys = registered.filter(lacking).select(*UNIT, "graduate_id")
        parts.append(keys.with_columns(field=pl.lit(field), sure=pl.lit(certain)))
    lacks = pl.concat(parts).group_by(*UNIT, "graduate_id", "field")
    return lacks.agg(verdict(pl.col("sure").any()))


def below_minimum_wage(people: pl.LazyFrame, codes: tuple[str, ...]) -> pl.LazyFrame:
    below = pl.col("placed") & pl.col("code").is_in(codes) & ~pl.col("wage_floor_met")
    return faults(people.filter(below), "graduate_id")


def name_key(name: str) -> pl.Expr:
    return pl.col(name).str.replace_many(BRACKETS).str.to_uppercase()


def unknown_employer(
    employed: pl.LazyFrame, employers: pl.LazyFrame, absent: tuple[str, ...]
) -> pl.LazyFrame:
    listed = employers.group_by("uscc").agg(refuted=pl.col("status").is_in(absent).any())
    listed = listed.with_columns(by_code=True)
    names = employers.select(folded=name_key("name")).unique().with_columns(by_name=True)
    named = employed.filter(pl.col("employer_key").is_not_null())
    coded = named.filter(pl.col("employer_uscc").is_not_null()).select(*EMPLOYER, "employer_uscc")
    coded = coded.join(listed, left_on="employer_uscc", right_on="uscc", how="left")
    coded = coded.filter(pl.col("by_code").is_null() | pl.col("refuted"))
    uncoded = named.filter(pl.col("employer_uscc").is_null())
    uncoded = uncoded.select(*EMPLOYER, folded=name_key("employer_name"))
    uncoded = uncoded.join(names, on="folded", how="anti")
    doubted = pl.concat(
        [coded.select(*EMPLOYER, "refuted"), uncoded.select(*EMPLOYER, refuted=False)]
    )
    return doubted.group_by(EMPLOYER).agg(verdict(pl.col("refuted").any()))


def invalid_credit_code(employed: pl.LazyFrame) -> pl.LazyFrame:
    """Check each distinct code; its sum from the places of its bytes in the alphabet."""
    code = pl.col("employer_uscc")
    coded = employed.filter(code.is_not_null()).select(*EMPLOYER, "employer_uscc")
    formed = code.str.contains(FORMED) & (code != code.str.slice(0, 1).repeat_by(18).list.join(""))
    codes = coded.select("employer_uscc").unique().with_columns(formed=formed)
    values = [_place(code.str.slice(at, 1)) for at in range(18)]
    total = reduce(lambda x, y: x + y, (v * w for v, w in zip(values, WEIGHTS, strict=False)))
    failed = (31 - total % 31) % 31 != values[17]
    faulty = codes.filter(~pl.col("formed") | failed)
    found = coded.unique().join(faulty, on="employer_uscc")
    return found.select(*EMPLOYER, verdict(~pl.col("formed")))


def _place(sign: pl.Expr) -> pl.Expr:
    return sign.replace_strict(list(SIGNS), list(range(31)), default=-1, return_dtype=pl.Int32)


def credit_code_name_mismatch(employed: pl.LazyFrame, employers: pl.LazyFrame) -> pl.LazyFrame:
    key = [*EMPLOYER, "employer_name", "employer_uscc"]
    written = employed.select(key).drop_nulls(["employer_name", "employer_uscc"]).unique()
    parents = employers.select(parent="uscc", parent_name="name")
    firms = employers.filter(pl.col("name").is_not_null()).join(parents, on="parent", how="left")
    firms = firms.select("uscc", "name", "former_names", "parent_name")
    pairs = written.join(firms, left_on="employer_uscc", right_on="uscc")
    pairs = pairs.with_columns(equal=pl.col("employer_name") == pl.col("name"))
    agreeing = pairs.filter("equal").select(key)
    others = pairs.filter(~pl.col("equal")).with_columns(
        wrote=name_key("employer_name"), folded=name_key("name"),
        formers=name_key("former_names").str.replace_all("[;；｜、]", "|"),
        above=name_key("parent_name"),
    )  # fmt: skip
    wrote, folded = pl.col("wrote"), pl.col("folded")
    formerly = pl.concat_str(
        pl.lit("|"), pl.col("formers").fill_null(""), pl.lit("|")
    ).str.contains(pl.concat_str(pl.lit("|"), wrote, pl.lit("|")), literal=True)
    branch = wrote.str.starts_with(folded) & wrote.str.contains(BRANCH)
    same = (wrote == folded) | formerly | (wrote == pl.col("above")).fill_null(False) | branch
    near = folded.str.contains(wrote, literal=True) | wrote.str.contains(folded, literal=True)
    told = others.group_by(key).agg(same=same.any(), near=near.any())
    wrong = told.filter(~pl.col("same")).join(agreeing, on=key, how="anti")
    return wrong.select(*EMPLOYER, "employer_name", verdict(~pl.col("near")))


def small_employer_cluster(
    employed: pl.LazyFrame, employers: pl.LazyFrame, values: dict[str, object]
) -> pl.LazyFrame:
    limit, nature, code = values["limit"], pl.col("employer_nature"), pl.col("uscc")
    other = nature.is_in(values["not_firms"]).fill_null(False)
    other |= code.str.slice(0, 2).is_in(values["not_firm_codes"]).fill_null(False)
    placed = resolved_in_polars(employed, name_key).filter(~other)
    placed = placed.with_columns(employer_key=pl.col("whole_key"))
    crowded = placed.group_by(EMPLOYER).len().filter(pl.col("len") >= limit).select(EMPLOYER)
    above = employers.select(parent="uscc", above="size")
    sizes = employers.select("uscc", "size", "parent").join(above, on="parent", how="left")
    sizes = sizes.select("uscc", size=pl.coalesce("size", "above"))
    placed = placed.select(*EMPLOYER, "graduate_id", "uscc", "employer_nature", "sure")
    placed = placed.join(crowded, on=EMPLOYER, how="semi").join(sizes, on="uscc", how="left")
    small = (
        pl.col("size").is_in(["small", "micro"]).fill_null(False)
        | (nature == "33").fill_null(False)
        | code.str.starts_with("92").fill_null(False)
    )
    large = pl.col("size").is_in(["large", "medium"]).fill_null(False)
    placed = placed.filter(~large).with_columns(small=small & pl.col("sure"))
    counts = placed.group_by(EMPLOYER).agg(
        everyone=pl.col("graduate_id").n_unique(),
        in_small=pl.col("graduate_id").filter("small").n_unique(),
    )
    counts = counts.filter(pl.col("everyone") >= limit)
    return counts.select(*EMPLOYER, verdict(pl.col("in_small") >= limit))


def person_key(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all("[ ·•・.]", "").str.to_uppercase()


def registry_mismatch(people: pl.LazyFrame, registry: pl.LazyFrame) -> pl.LazyFrame:
    ours = people.select(*UNIT, "graduate_id", *COMPARED)
    pairs = ours.join(registry, on="graduate_id", suffix="_registry")
    suspects = pairs.filter(reduce(or_, map(_suspect, COMPARED))).select(*UNIT, "graduate_id")
    pairs = pairs.join(suspects.unique(), on=[*UNIT, "graduate_id"], how="semi")
    return pl.concat([_mismatch(pairs, field) for field in COMPARED])


def _suspect(field: str) -> pl.Expr:
    theirs = pl.col(f"{field}_registry")
    return theirs.is_not_null() & pl.col(field).ne_missing(theirs)


def _mismatch(pairs: pl.LazyFrame, field: str) -> pl.LazyFrame:
    equal = person_key(field) == person_key(f"{field}_registry")
    same = equal.fill_null(pl.col(f"{field}_registry").is_null())
    told = pairs.group_by(*UNIT, "graduate_id").agg(
        same=same.any(), given=pl.col(field).count() > 0
    )
    wrong = told.filter(~pl.col("same")).with_columns(field=pl.lit(field))
    return wrong.select(*UNIT, "graduate_id", "field", verdict(pl.col("given")))


def duplicate_graduate(graduates: pl.LazyFrame) -> pl.LazyFrame:
    """Return who stands twice; a number says nothing new where the number before it said it."""
    parts = []
    said_by = {"exam_no": (), "student_no": ("exam_no",), "id_hash": ("exam_no", "student_no")}
    for field, before in said_by.items():
        given = graduates.filter(pl.col(field).is_not_null())
        by = [*UNIT, field]
        twice = given.group_by(by).len().filter(pl.col("len") > 1)
        rows = given.select(*dict.fromkeys([*by, "graduate_id", *said_by])).join(
            twice, on=by, how="semi"
        )
        said = [
            (pl.col(number).drop_nulls().n_unique() == 1) & (pl.col(number).count() == pl.len())
            for number in before
        ]
        new = ~reduce(or_, said, pl.lit(False))
        groups = rows.group_by(by).agg(pl.col("graduate_id").min(), new=new)
        parts.append(groups.filter("new").select(*UNIT, "graduate_id", field=pl.lit(field)))
    return faults(pl.concat(parts), "graduate_id", "field")
