"""Enterprise size: every industry at every limit."""

from __future__ import annotations

import pytest

from quxiang.standards.enterprise_size import industry_of, size_of

#: industry, code, first metric, second metric, then the limits large, medium, small of each
LIMITS = [
    ("农、林、牧、渔业", "A01", "revenue", None, (20000, 500, 50), ()),
    ("工业", "C13", "staff", "revenue", (1000, 300, 20), (40000, 2000, 300)),
    ("工业", "B06", "staff", "revenue", (1000, 300, 20), (40000, 2000, 300)),
    ("工业", "D44", "staff", "revenue", (1000, 300, 20), (40000, 2000, 300)),
    ("建筑业", "E47", "revenue", "assets", (80000, 6000, 300), (80000, 5000, 300)),
    ("批发业", "F51", "staff", "revenue", (200, 20, 5), (40000, 5000, 1000)),
    ("零售业", "F52", "staff", "revenue", (300, 50, 10), (20000, 500, 100)),
    ("交通运输业", "G54", "staff", "revenue", (1000, 300, 20), (30000, 3000, 200)),
    ("仓储业", "G592", "staff", "revenue", (200, 100, 20), (30000, 1000, 100)),
    ("邮政业", "G60", "staff", "revenue", (1000, 300, 20), (30000, 2000, 100)),
    ("住宿业", "H61", "staff", "revenue", (300, 100, 10), (10000, 2000, 100)),
    ("餐饮业", "H62", "staff", "revenue", (300, 100, 10), (10000, 2000, 100)),
    ("信息传输业", "I64", "staff", "revenue", (2000, 100, 10), (100000, 1000, 100)),
    ("软件和信息技术服务业", "I65", "staff", "revenue", (300, 100, 10), (10000, 1000, 50)),
    ("房地产开发经营", "K701", "revenue", "assets", (200000, 1000, 100), (10000, 5000, 2000)),
    ("物业管理", "K702", "staff", "revenue", (1000, 300, 100), (5000, 1000, 500)),
    ("租赁和商务服务业", "L72", "staff", "assets", (300, 100, 10), (120000, 8000, 100)),
    ("其他未列明行业", "M73", "staff", None, (300, 100, 10), ()),
    ("其他未列明行业", "K704", "staff", None, (300, 100, 10), ()),
]  # fmt: skip
SIZES = ("large", "medium", "small", "micro")
PLENTY = 10**7


def ids(row: tuple[object, ...]) -> str:
    return str(row[1])


@pytest.mark.parametrize("row", LIMITS, ids=ids)
def test_industry_of_a_code(row: tuple[str, ...]) -> None:
    assert industry_of(row[1]) == row[0]
    assert industry_of(row[0]) == row[0]


@pytest.mark.parametrize("row", LIMITS, ids=ids)
def test_each_lower_limit_of_the_first_metric(row: tuple) -> None:
    _, code, first, second, limits, _ = row
    rest = {second: PLENTY} if second else {}
    for place, limit in enumerate(limits):
        assert size_of(code, **{first: limit}, **rest) == SIZES[place]
        assert size_of(code, **{first: limit - 1}, **rest) == SIZES[place + 1]


@pytest.mark.parametrize("row", [row for row in LIMITS if row[3]], ids=ids)
def test_each_lower_limit_of_the_second_metric(row: tuple) -> None:
    _, code, first, second, _, limits = row
    for place, limit in enumerate(limits):
        assert size_of(code, **{first: PLENTY, second: limit}) == SIZES[place]
        assert size_of(code, **{first: PLENTY, second: limit - 1}) == SIZES[place + 1]


@pytest.mark.parametrize("row", [row for row in LIMITS if row[3]], ids=ids)
def test_one_unmet_limit_of_small_makes_micro(row: tuple) -> None:
    _, code, first, second, firsts, seconds = row
    assert size_of(code, **{first: PLENTY, second: seconds[2] - 1}) == "micro"
    assert size_of(code, **{first: firsts[2] - 1, second: PLENTY}) == "micro"


@pytest.mark.parametrize("row", [row for row in LIMITS if row[3]], ids=ids)
def test_unknown_metric_leaves_the_size_unknown_unless_the_other_settles_it(row: tuple) -> None:
    _, code, first, second, firsts, _ = row
    assert size_of(code) is None
    assert size_of(code, **{first: PLENTY}) is None
    assert size_of(code, **{second: PLENTY}) is None
    assert size_of(code, **{first: firsts[2] - 1}) == "micro"


def test_metric_an_industry_does_not_ask_for_changes_nothing() -> None:
    assert size_of("A01", revenue=600, staff=1, assets=1) == "medium"
    assert size_of("E47", revenue=6000, assets=5000, staff=1) == "medium"


def test_nobody_and_nothing_is_a_value_and_not_unknown() -> None:
    assert size_of("M73", staff=0) == "micro"


@pytest.mark.parametrize(
    "code",
    ["J66", "P83", "Q84", "S92", "T97", "G53", "G59", "K70", "K", "G", "F", "", "99", "咖啡"],
)
def test_industry_without_limits_or_too_coarse_to_tell_has_no_size(code: str) -> None:
    assert industry_of(code) is None
    assert size_of(code, staff=5, revenue=5, assets=5) is None


@pytest.mark.parametrize(
    ("code", "industry"),
    [
        ("52", "零售业"),
        ("5211", "零售业"),
        ("f52", "零售业"),
        ("I6510", "软件和信息技术服务业"),
        ("6510", "软件和信息技术服务业"),
        ("C", "工业"),
        ("591", "交通运输业"),
        ("599", "仓储业"),
        ("85", "其他未列明行业"),
        ("01", "农、林、牧、渔业"),
    ],
)
def test_codes_are_understood_with_and_without_their_letter(code: str, industry: str) -> None:
    assert industry_of(code) == industry
