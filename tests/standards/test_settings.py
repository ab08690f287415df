"""Settings: defaults, the sample, and every bad key and value."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quxiang.problems import Problem, UnusableError
from quxiang.standards import Settings, parse_settings, read_settings, settings_of_values, written
from quxiang.standards.settingsfile import SAMPLE
from quxiang.standards.sources import digest


def refusals(text: str) -> tuple[Problem, ...]:
    with pytest.raises(UnusableError) as refused:
        parse_settings(text, "settings.toml")
    return refused.value.problems


def test_sample_file_says_the_defaults() -> None:
    assert read_settings(SAMPLE) == Settings()


def test_sample_file_names_every_setting() -> None:
    text = SAMPLE.read_text("utf-8")
    plain = Settings()
    for name in (*vars(plain), *plain.calendar.__dataclass_fields__):
        assert name in text, name


def test_empty_file_is_the_defaults() -> None:
    assert parse_settings("") == Settings()


def test_every_setting_can_be_set() -> None:
    settings = parse_settings(
        """
        version = 3
        scheme = 2021
        cohort = 2023
        counted_statuses = ["毕业"]
        counts_from = "signed"
        flexible_members = ["12", "76"]
        other_hire_is_employer = false
        swing_unit = "relative"
        swing_base = 50
        own_school_codes = ["12410000MB0000001X"]
        [calendar]
        weekly_inclusive = true
        self_check_on = "07-20"
        [rules.E305]
        limit = 5
        [rules.T103]
        readings = ["previous", "level"]
        """
    )
    assert (settings.version, settings.scheme, settings.cohort) == (3, "2021", "2023")
    assert settings.counted_statuses == ("毕业",)
    assert settings.counts_from == "signed"
    assert settings.flexible_members == ("12", "76")
    assert not settings.other_hire_is_employer
    assert settings.calendar.weekly_inclusive
    assert settings.calendar.self_check_on == "07-20"
    assert settings.rules["E305"] == {"limit": 5}
    assert settings.rules["T103"] == {"readings": ("previous", "level")}


def test_digest_follows_every_value_and_no_order() -> None:
    one = parse_settings("[rules.E305]\nlimit = 5\n[rules.T103]\nbase = 20")
    other = parse_settings("[rules.T103]\nbase = 20\n[rules.E305]\nlimit = 5")
    assert one.digest == other.digest != Settings().digest
    assert replace(Settings(), cohort="2024").digest != Settings().digest
    assert Settings().digest == Settings().digest
    calendar = replace(Settings().calendar, until_december=True)
    assert replace(Settings(), calendar=calendar).digest != Settings().digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "swing_base = 50\n[rules.T101]\npoints = 8\n[calendar]\nuntil_december = true",
        'cohort = "2024"\n[rules.T101]\nbase = 40\nunit = "relative"\ndays = 5',
        '[rules.X001]\nname = "\\u007f 引号\\" 反斜杠\\\\ 换行\\n"\nlist = ["甲", 2, true]',
        'swing_base = 50\nflexible_members = ["12"]\n[rules.T103]\nreadings = ["level"]',
    ],
)
def test_settings_come_back_from_their_own_values_and_text(text: str) -> None:
    settings = parse_settings(text)
    assert parse_settings(written(settings)) == settings
    values = json.loads(json.dumps(settings.values, default=dict))
    assert settings_of_values(values) == settings
    assert digest(values) == settings.digest == settings_of_values(values).digest


def test_swing_is_laid_under_the_rules_of_the_file() -> None:
    assert Settings().overrides["T101"] == {"unit": "points", "base": 30}
    settings = parse_settings('swing_base = 50\n[rules.T101]\npoints = 8\nunit = "relative"')
    assert settings.overrides["T101"] == {"unit": "relative", "base": 50, "points": 8}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("scheme = '2030'", "scheme"),
        ("cohort = 24", "cohort"),
        ("cohort = '二〇二四'", "cohort"),
        ("version = 0", "version"),
        ("version = true", "version"),
        ("counts_from = 'draft'", "counts_from"),
        ("counts_from = 5", "counts_from"),
        ("counted_statuses = []", "counted_statuses"),
        ("counted_statuses = ['在读']", "counted_statuses"),
        ("counted_statuses = ['毕业', '毕业']", "counted_statuses"),
        ("counted_statuses = '毕业'", "counted_statuses"),
        ("flexible_members = ['271']", "flexible_members"),
        ("flexible_members = [12, 76]", "flexible_members"),
        ("flexible_members = []", "flexible_members"),
        ("other_hire_is_employer = 'yes'", "other_hire_is_employer"),
        ("other_hire_is_employer = 1", "other_hire_is_employer"),
        ("swing_unit = 'percent'", "swing_unit"),
        ("swing_base = 0", "swing_base"),
        ("swing_base = 30.0", "swing_base"),
        ("own_school_codes = ['1234']", "own_school_codes"),
        ("calendar = 3", "calendar"),
        ("rules = 3", "rules"),
        ("[calendar]\nself_check_on = '2024-07-24'", "calendar.self_check_on"),
        ("[calendar]\nself_check_on = '02-30'", "calendar.self_check_on"),
        ("[calendar]\nself_check_on = 2024-07-24", "calendar.self_check_on"),
        ("[calendar]\nweekly_inclusive = 'no'", "calendar.weekly_inclusive"),
        ("[rules.T101]\npoints = 1.5", "rules.T101.points"),
        ("[rules.T101.points]\nvalue = 1", "rules.T101.points"),
        ("[rules]\nT101 = 5", "rules.T101"),
        ("[rules.small_cluster]\nlimit = 5", "rules.small_cluster"),
    ],
)
def test_bad_value_is_a_problem_that_names_its_key(text: str, key: str) -> None:
    (problem,) = refusals(text)
    assert problem.code == "settings_bad_value"
    assert (problem.where.file, problem.where.column) == ("settings.toml", key)
    assert problem.message.endswith("。")
    assert problem.remedy.endswith("。")


@pytest.mark.parametrize("key", ["colour", "calendar.weekly", "rules.T101.Points"])
def test_unknown_key_is_a_problem_and_never_ignored(key: str) -> None:
    section, _, name = key.rpartition(".")
    (problem,) = refusals((f"[{section}]\n" if section else "") + f"{name} = 1")
    assert (problem.code, problem.where.column) == ("settings_unknown_key", key)


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = "colour = 1\nscheme = '1999'\n[calendar]\nupdate_on = 'x'"
    assert {problem.where.column for problem in refusals(text)} == {
        "colour", "scheme", "calendar.update_on",
    }  # fmt: skip


def test_one_thing_said_in_two_places_is_refused() -> None:
    (problem,) = refusals("swing_base = 50\n[rules.T101]\nbase = 20")
    assert problem.code == "settings_twice"


def test_broken_toml_is_told_with_its_line() -> None:
    (problem,) = refusals("version = 1\nscheme = \n")
    assert problem.code == "settings_bad_toml"
    assert problem.where.cell == "第 2 行"


@pytest.mark.parametrize("text", ["a = '", "[[rules]]", "a=1\na=2", "\0", "a = " + "[" * 5000])
def test_other_broken_files_are_told_without_a_traceback(text: str) -> None:
    assert refusals(text)


@given(st.text(max_size=60))
def test_any_text_is_settings_or_a_problem(text: str) -> None:
    with suppress(UnusableError):
        assert isinstance(parse_settings(text), Settings)


def test_missing_file_folder_and_foreign_encoding_are_told(tmp_path: Path) -> None:
    foreign = tmp_path / "gbk.toml"
    foreign.write_bytes("# 设置".encode("gb18030"))
    for path, code in (
        (tmp_path / "none.toml", "settings_unreadable"),
        (tmp_path, "settings_unreadable"),
        (foreign, "settings_bad_encoding"),
    ):
        with pytest.raises(UnusableError) as refused:
            read_settings(path)
        assert refused.value.problems[0].code == code


def test_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(b"\xef\xbb\xbfversion = 2\n")
    assert read_settings(path).version == 2
