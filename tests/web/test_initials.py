"""A name is found by the initials of every reading it may have."""

from __future__ import annotations

import pytest

from quxiang.web.common.initials import LONGEST, initials_of

#: surnames read otherwise than the same character elsewhere, each by both
SURNAMES = {
    "单雄信": "sxx dxx", "仇英": "qy cy", "解缙": "xj jj", "曾参": "zs cs zc", "查良镛": "zly cly",
    "区寄": "oj qj", "乐毅": "yy ly", "盖叫天": "gjt", "万俟卨": "mqx wqx wsx", "尉迟恭": "ycg wcg",
    "长孙无忌": "zswj cswj", "澹台明": "ttm dtm", "朴树": "ps", "覃勤": "qq tq",
    "种师道": "csd zsd", "央金·旺堆": "yjwd", "Anna 李": "al", "欧阳 修": "oyx",
}  # fmt: skip


@pytest.mark.parametrize("name", SURNAMES)
def test_every_reading_finds_the_name(name: str) -> None:
    kept = initials_of(name)
    assert [typed for typed in SURNAMES[name].split() if f" {typed}" not in kept] == []


@pytest.mark.parametrize("name", ["阿卜杜热合曼·买买提依明江", "单解曾参重乐行长", "", "·", "𠮷"])
def test_readings_fit_their_column(name: str) -> None:
    assert len(initials_of(name)) <= LONGEST


def test_where_not_all_readings_fit_the_common_ones_are_kept() -> None:
    kept = initials_of("单于重乐")
    assert " dyzl" in kept
    assert " syzl" in kept
