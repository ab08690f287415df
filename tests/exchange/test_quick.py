"""The quick way through a column says what the careful way says."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from exchange.files import values
from quxiang.exchange import Reading
from quxiang.exchange.quick import quickly
from quxiang.exchange.readers import reader_of
from quxiang.standards.tables import GRADUATES

NAME, EXAM = GRADUATES.by_name["employer_name"], GRADUATES.by_name["exam_no"]
ODD = st.text(st.sampled_from("甲（）()Ａa1 \t\u3000\u200b\ufeff无/-·é"), max_size=6) | st.text(
    max_size=5
)


@given(st.lists(st.none() | ODD, min_size=1, max_size=8))
def test_text_is_the_same_either_way(texts: list[str | None]) -> None:
    cells = pa.array(texts, pa.string())
    quick = quickly("graduates", NAME, cells)
    careful = reader_of("graduates", NAME, cells)
    if quick is not None:
        assert quick.to_pylist() == [
            None if text is None else careful(text).value for text in texts
        ]


@given(st.lists(st.none() | st.from_regex(r"[0-9]{12,16}", fullmatch=True) | ODD, min_size=1))
def test_numbers_are_the_same_either_way(texts: list[str | None]) -> None:
    cells = pa.array(texts, pa.string())
    quick = quickly("graduates", EXAM, cells)
    careful = reader_of("graduates", EXAM, cells)
    if quick is not None:
        read = [careful(text) for text in texts if text is not None]
        assert all(each.fault is None for each in read)
        assert quick.drop_null().to_pylist() == [each.value for each in read]


def test_a_clean_column_goes_the_quick_way() -> None:
    cells = pa.array(["黄河（新乡）种业", "无", None], pa.string())
    quick = quickly("graduates", NAME, cells)
    assert quick is not None
    assert quick.to_pylist() == ["黄河(新乡)种业", None, None]


def test_one_unclean_cell_takes_its_column_the_careful_way(
    one_column: Callable[..., Reading],
) -> None:
    found = one_column("单位名称", ["甲  公司", "乙\u200b公司", "（丙）"])
    assert values(found, "employer_name") == ["甲 公司", "乙公司", "(丙)"]
