"""Folding of names, and places at province level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quxiang.standards import fold_name, fold_person, province_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("新乡某某有限公司", "新乡某某有限公司"),
        ("某某（中国）有限公司", "某某(中国)有限公司"),
        ("某某(中国)有限公司", "某某(中国)有限公司"),
        ("某某【中国】〔北京〕有限公司", "某某(中国)(北京)有限公司"),
        (" 某某　有限\t公\u200b司\n", "某某有限公司"),
        ("ＡＢＣ科技", "abc科技"),
        ("Ａbc 科技", "abc科技"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("\ufeff单位名称", "单位名称"),
        ("", ""),
    ],
)
def test_name_is_folded(text: str, folded: str) -> None:
    assert fold_name(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


def test_full_stop_between_parts_of_a_person_s_name_is_a_middle_dot() -> None:
    assert fold_person("阿依古丽.买买提") == fold_person("阿依古丽．买买提") == "阿依古丽·买买提"
    assert fold_person("J. Smith") == "j.smith"


@pytest.mark.parametrize(
    ("place", "province"),
    [
        ("410702", "410000"),
        ("41", "410000"),
        ("410000", "410000"),
        ("410702.0", "410000"),
        ("410702001", "410000"),
        ("河南省新乡市", "410000"),
        ("河南", "410000"),
        ("中国河南省", "410000"),
        ("广西", "450000"),
        ("广西壮族自治区南宁市", "450000"),
        ("内蒙古", "150000"),
        ("内蒙古自治区", "150000"),
        ("新疆维吾尔自治区", "650000"),
        ("香港", "810000"),
        ("重庆市渝北区", "500000"),
        ("海南省海口市", "460000"),
        ("海南藏族自治州", "630000"),
        ("河南蒙古族自治县", "630000"),
        ("990000", None),
        ("4", None),
        ("新乡市", None),
        ("", None),
    ],
)
def test_province_of_a_place(place: str, province: str | None) -> None:
    assert province_of(place) == province
