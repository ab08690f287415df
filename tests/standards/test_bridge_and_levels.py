"""The bridge between the schemes, and levels of study."""

from __future__ import annotations

import pytest

from quxiang.problems import UnusableError
from quxiang.standards import bridge, levels, load


def test_shorthand_is_spelt_out_one_row_a_pair() -> None:
    assert bridge.to_2024("51") == ("511", "512", "513", "514", "515", "519")
    assert bridge.to_2024("27") == ("271", "272")
    assert bridge.to_2024("80") == ("801", "802", "803")
    assert set(bridge.to_2024("70")) == {"70", "70-QZZ", "70-QYZ", "70-GZKS", "70-NCY", "70-NRW"}


def test_every_2024_code_comes_from_exactly_one_2021_code() -> None:
    for code in load("2024").destinations:
        assert len(bridge.to_2021(code)) == 1, code
        assert bridge.to_2021(code)[0] in load("2021").destinations


def test_every_2021_code_leads_to_codes_of_2024() -> None:
    for code in load("2021").destinations:
        assert bridge.to_2024(code)
        assert set(bridge.to_2024(code)) <= set(load("2024").destinations)


def test_unknown_code_crosses_nowhere() -> None:
    assert bridge.to_2024("999") == bridge.to_2021("999") == ()


def test_names_on_the_bridge_are_those_of_the_tables() -> None:
    for pair in bridge.pairs():
        old, new = (
            load("2021").destinations[pair.code_2021],
            load("2024").destinations[pair.code_2024],
        )
        assert (pair.name_2021, pair.name_2024) == (old.name, new.name)
        groups_2021, groups_2024 = (load(s).tables["destination_group"] for s in ("2021", "2024"))
        assert groups_2021.rows[old.group].name == pair.group_2021
        assert groups_2024.rows[new.group].name == pair.group_2024


def test_other_hire_moves_into_employment_by_an_employer_and_says_it_is_inferred() -> None:
    (pair,) = (pair for pair in bridge.pairs() if pair.code_2021 == "12")
    assert (pair.group_2021, pair.group_2024) == ("灵活就业", "单位就业")
    assert pair.confidence == "medium"
    assert "推断" in pair.note


def test_only_groups_with_the_same_members_are_comparable() -> None:
    comparable = {group.group_2024 for group in bridge.groups() if group.comparable}
    assert comparable == {"startup", "further_study", "seeking", "not_seeking"}


def test_the_three_classes_and_with_them_the_placement_rate_are_comparable() -> None:
    for pair in bridge.pairs():
        old, new = (
            load("2021").destinations[pair.code_2021],
            load("2024").destinations[pair.code_2024],
        )
        assert old.cls == new.cls


def test_compare_goes_either_way_and_refuses_other_schemes() -> None:
    assert set(bridge.compare("2021", "2024")) == set(bridge.compare("2024", "2021"))
    with pytest.raises(UnusableError) as refused:
        bridge.compare("2021", "2021")
    assert refused.value.problems[0].code == "no_bridge"


@pytest.mark.parametrize(
    ("code", "level", "completion"),
    [
        ("01", "01", "graduated"),
        ("03", "01", "completed"),
        ("13", "11", "completed"),
        ("26", "25", "completed"),
        ("31", "31", "graduated"),
        ("33", "31", "completed"),
        ("43", "41", "completed"),
        ("49", "41", "withdrawn"),
        ("61", "61", "graduated"),
    ],
)
def test_official_level_splits_into_level_and_completion(
    code: str, level: str, completion: str
) -> None:
    assert levels.split(code) == (level, completion)


def test_every_official_level_splits_into_a_known_level() -> None:
    for code in load().tables["education_level"].rows:
        level, completion = levels.split(code)
        assert level in levels.LEVELS
        assert levels.completion_name(completion) in ("毕业", "结业", "肄业")


def test_higher_study_ranks_higher_and_schools_of_one_stage_rank_alike() -> None:
    ranks = [levels.rank(level) for level in ("01", "11", "25", "31", "41")]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 5
    assert levels.rank("61") == levels.rank("41")
    assert levels.name("01") == "博士生"


def test_unknown_level_is_refused() -> None:
    with pytest.raises(KeyError):
        levels.split("99")
