"""Make invented people: numbers, names, schools, colleges, majors, and their registry."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.standards import levels

Columns = dict[str, pa.Array]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安宁文思远清和明子涵雨辰若曦佳怡浩然景行嘉言书瑶一诺承泽可欣知夏"
SCHOOL_SIZE, COLLEGES, MAJORS = 30_000, 20, 80
LEVELS = {"31": 740, "11": 180, "01": 25, "25": 15, "41": 40}
RESEARCH = [level for level in LEVELS if levels.research(level)]
STATUSES = {
    "预计毕业": 970,
    "结业": 8,
    "延期": 14,
    "休学": 4,
    "退学": 2,
    "死亡": 1,
    "结业换毕业证": 1,
}
#: how many of 100 000 rows differ from the registry, in each field
DIFFERING = 250
COMPARED = ("name", "gender", "id_hash", "level", "major_code", "direction")


def hexed(random: np.random.Generator, rows: int, digits: int) -> pa.Array:
    """Return random lower-case hexadecimal texts, all different for practical purposes."""
    flat = np.frombuffer(random.bytes(rows * digits // 2).hex().encode(), f"S{digits}")
    return pa.array(flat).cast(pa.string())


def numbered(start: int, rows: int) -> pa.Array:
    return pa.array(np.arange(start, start + rows)).cast(pa.string())


def of_pool(pool: list[str | None], at: np.ndarray) -> pa.Array:
    return pa.array(pool, pa.string()).take(pa.array(at))


def weighted(random: np.random.Generator, weights: dict[str | None, int], rows: int) -> pa.Array:
    chances = np.array(list(weights.values()), float)
    at = random.choice(len(chances), rows, p=chances / chances.sum())
    return of_pool(list(weights), at)


def names(random: np.random.Generator, rows: int) -> pa.Array:
    """Return people's names, some of two characters; a few stand with a middle dot."""
    parts = [of_pool(list(SURNAMES), random.integers(0, len(SURNAMES), rows))]
    for pool in (list(GIVEN), ["", *GIVEN]):
        parts.append(of_pool(pool, random.integers(0, len(pool), rows)))
    return pc.binary_join_element_wise(*parts, "")


def make_people(random: np.random.Generator, rows: int, cohort: str) -> Columns:
    """Return who the graduates of a cohort are, school after school."""
    year = int(cohort)
    school = np.arange(rows) // SCHOOL_SIZE
    college = random.integers(0, COLLEGES, rows)
    major = college + COLLEGES * random.integers(0, MAJORS // COLLEGES, rows)
    majors = [f"{90000 + each:06d}" for each in range(MAJORS)]
    people = {
        "school": of_pool([f"示范大学{each + 1}" for each in range(school[-1] + 1)], school),
        "cohort": pa.repeat(pa.scalar(cohort), rows),
        "graduate_id": hexed(random, rows, 16),
        "student_no": numbered(year * 10**8, rows),
        "exam_no": numbered((year - 2004) * 10**12, rows),
        "name": names(random, rows),
        "gender": weighted(random, {"1": 47, "2": 53}, rows),
        "id_check": pa.repeat(pa.scalar("ok"), rows),
        "id_hash": hexed(random, rows, 32),
        "college": of_pool([f"第{each + 1}学院" for each in range(COLLEGES)], college),
        "major_code": of_pool(majors, major),
        "major_name": of_pool([f"专业{each}" for each in majors], major),
        "direction": weighted(random, {None: 80, "方向一": 10, "方向二": 10}, rows),
        "level": weighted(random, LEVELS, rows),
        "completion": weighted(random, {"graduated": 985, "completed": 12, "withdrawn": 3}, rows),
        "study_mode": weighted(random, {"全日制": 97, "非全日制": 3}, rows),
        "status": weighted(random, STATUSES, rows),
        "contact_phone_hash": hexed(random, rows, 32),
        "phone_hash": hexed(random, rows, 32),
        "phone_form": pa.repeat(pa.scalar("ok"), rows),
        "origin": of_pool(["420000", "430000", "440000"], random.integers(0, 3, rows)),
    }
    return {**people, "exam_no": with_research_length(people["exam_no"], people["level"])}


def with_research_length(exam_no: pa.Array, level: pa.Array) -> pa.Array:
    """Give research students' numbers fifteen digits, as theirs have."""
    longer = pc.binary_join_element_wise(exam_no, "0", "")
    return pc.if_else(pc.is_in(level, pa.array(RESEARCH)), longer, exam_no)


def registry_of(random: np.random.Generator, graduates: Columns) -> Columns:
    """Return the registry of the same people; some of its cells differ from what they filed."""
    rows = len(graduates["name"])
    kept = (*COMPARED, "school", "cohort", "graduate_id", "student_no", "exam_no", "college")
    columns = {name: graduates[name] for name in (*kept, "status", "completion")}
    for name in COMPARED:
        other = np.arange(rows)
        differs = random.integers(0, 100_000, rows) < DIFFERING
        other[differs] = random.integers(0, rows, int(differs.sum()))
        columns[name] = graduates[name].take(pa.array(other))
    shuffled = pa.array(random.permutation(rows))
    return {name: values.take(shuffled) for name, values in columns.items()}
