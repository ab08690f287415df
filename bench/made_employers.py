"""Make invented firms with credit codes, and the workplaces of graduates, faults among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.made_people import Columns, of_pool, weighted

SIGNS = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
CITIES = ["青山市", "云岭县", "临江市", "北塘区", "南屏县", "东湖市", "西林县", "白河市"]
WORDS = list("瑞丰恒泰华盛嘉禾启明星海天源博远金石永安弘毅")
TRADES = [
    "农业科技",
    "信息技术",
    "教育咨询",
    "机械制造",
    "生物医药",
    "文化传播",
    "物流",
    "建筑设计",
]
FORMS = ["有限公司", "有限责任公司", "股份有限公司"]
#: (size, employers to each thousand graduates, of a thousand hired graduates)
SIZES = (
    ("large", 6, 420),
    ("medium", 40, 330),
    ("small", 220, 140),
    ("micro", 160, 80),
    (None, 60, 30),
)
#: faults, in one hundred thousand hired graduates
UNLISTED, BAD_CHECK, BAD_FORM, OTHER_NAME, SHORT_NAME, NO_CODE = 600, 150, 60, 300, 300, 1500
FORMER, BRANCH, CLUSTERED = 800, 1500, 500


@dataclass(frozen=True)
class Employers:
    """Every firm there is (``every``), and the list the careers centre has (``listed``)."""

    every: Columns
    listed: Columns
    starts: np.ndarray


def credit_codes(random: np.random.Generator, rows: int, sole: np.ndarray) -> pa.Array:
    """Return credit codes with right check characters; ``sole`` are one-owner businesses."""
    values = np.empty((rows, 18), np.int64)
    values[:, 0], values[:, 1] = 9, np.where(sole, 2, 1)
    values[:, 2:8] = random.integers(0, 10, (rows, 6))
    values[:, 8:17] = random.integers(0, len(SIGNS), (rows, 9))
    values[:, 17] = -(values[:, :17] @ WEIGHTS) % 31
    return pa.array(SIGNS[values].view("S18").ravel()).cast(pa.string())


def firm_names(random: np.random.Generator, rows: int) -> pa.Array:
    """Return names of firms; a few firms share one, as real ones do."""
    parts = [of_pool(CITIES, random.integers(0, len(CITIES), rows))]
    for _ in range(3):
        parts.append(of_pool(WORDS, random.integers(0, len(WORDS), rows)))
    parts.append(of_pool(TRADES, random.integers(0, len(TRADES), rows)))
    parts.append(of_pool(FORMS, random.integers(0, len(FORMS), rows)))
    return pc.binary_join_element_wise(*parts, "")


def make_employers(random: np.random.Generator, graduates: int) -> Employers:
    """Return firms enough for so many graduates, grouped by size."""
    counts = np.array([max(1, graduates * per // 1000) for _, per, _ in SIZES])
    rows = int(counts.sum())
    size = of_pool([size or "" for size, _, _ in SIZES], np.repeat(np.arange(len(SIZES)), counts))
    former = pc.binary_join_element_wise(of_pool(CITIES, np.arange(rows) % 8), "旧名厂", "")
    every = {
        "uscc": credit_codes(random, rows, random.integers(0, 40, rows) == 0),
        "name": firm_names(random, rows),
        "former_names": pc.if_else(pa.array(np.arange(rows) % 20 == 0), former, None),
        "parent": pa.nulls(rows, pa.string()),
        "status": weighted(random, {"存续": 9900, "注销": 90, "不存在": 10}, rows),
        "size": pc.if_else(pc.equal(size, ""), pa.scalar(None, pa.string()), size),
        "nature": weighted(random, {"32": 60, "33": 20, "31": 15, "20": 5}, rows),
        "industry": weighted(random, {"A": 1, "C": 3, "I": 3, "P": 2}, rows),
        "place_code": of_pool(["420100", "420200", "430100"], random.integers(0, 3, rows)),
    }
    known = pa.array(random.integers(0, 100_000, rows) >= UNLISTED)
    names = ("uscc", "name", "former_names", "parent", "status", "size")
    listed = {name: every[name].filter(known) for name in names}
    return Employers(every, listed, np.concatenate(([0], np.cumsum(counts))))


def workplaces(random: np.random.Generator, employers: Employers, rows: int) -> Columns:
    """Return a workplace a graduate, as the graduates wrote it."""
    at = pa.array(_chosen(random, employers, rows))
    taken = {name: values.take(at) for name, values in employers.every.items()}
    name = _written(random, taken["name"], taken["former_names"])
    code = _mistyped(random, taken["uscc"])
    uncoded = pa.array(random.integers(0, 100_000, rows) < NO_CODE)
    code = pc.if_else(uncoded, pa.scalar(None, pa.string()), code)
    keyed = pc.binary_join_element_wise(name, taken["place_code"], "|")
    reason = pc.if_else(uncoded, pa.scalar("境外单位"), pa.scalar(None, pa.string()))
    return {
        "employer_uscc": code,
        "employer_key": pc.coalesce(code, keyed),
        "employer_name": name,
        "no_uscc_reason": reason,
        "employer_nature": taken["nature"],
        "industry": taken["industry"],
        "job": of_pool(["10", "20", "30"], random.integers(0, 3, rows)),
        "place_code": taken["place_code"],
        "place_name": of_pool(CITIES, random.integers(0, len(CITIES), rows)),
    }


def _chosen(random: np.random.Generator, employers: Employers, rows: int) -> np.ndarray:
    """Return which firm each goes to: most to large ones, few of the many small ones twice."""
    chances = np.array([share for _, _, share in SIZES]) / 1000
    kind = random.choice(len(SIZES), rows, p=chances)
    start, end = employers.starts[kind], employers.starts[kind + 1]
    at = start + (random.random(rows) * (end - start)).astype(np.int64)
    clustered = random.integers(0, 100_000, rows) < CLUSTERED
    return np.where(clustered, at[np.maximum(np.arange(rows) // 600 * 600, 0)], at)


def _written(random: np.random.Generator, name: pa.Array, former: pa.Array) -> pa.Array:
    dice = random.integers(0, 100_000, len(name))
    ends = np.cumsum([OTHER_NAME, SHORT_NAME, FORMER, BRANCH])
    kinds = [dice < end for end in ends]
    branch = pc.binary_join_element_wise(name, pa.scalar("第二分公司"), "")
    name = pc.if_else(pa.array(kinds[3] & ~kinds[2]), branch, name)
    name = pc.if_else(pa.array(kinds[2] & ~kinds[1]), pc.coalesce(former, name), name)
    short = pc.utf8_slice_codeunits(name, 0, 8)
    name = pc.if_else(pa.array(kinds[1] & ~kinds[0]), short, name)
    return pc.if_else(pa.array(kinds[0]), name.take(pa.array(random.permutation(len(name)))), name)


def _mistyped(random: np.random.Generator, code: pa.Array) -> pa.Array:
    dice = random.integers(0, 100_000, len(code))
    start = pc.utf8_slice_codeunits(code, 0, 17)
    last = pc.utf8_slice_codeunits(code, 17)
    other = pc.if_else(pc.equal(last, "A"), "B", "A")
    checked = pc.binary_join_element_wise(start, other, "")
    code = pc.if_else(pa.array(dice < BAD_CHECK + BAD_FORM), checked, code)
    return pc.if_else(pa.array(dice < BAD_FORM), start, code)
