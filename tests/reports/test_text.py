"""The report on a terminal: complete, quiet, safe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quxiang.reports import as_text

from .sample import ESCAPE, document, empty, finding, found


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_headline_stands_with_its_denominator() -> None:
    assert "82.99%4,990/6,013" in squeezed(as_text(document()))


def test_without_a_terminal_there_is_no_escape_code() -> None:
    assert "\x1b" not in as_text(document())


def test_on_a_terminal_a_workbook_cannot_send_its_own_codes() -> None:
    text = as_text(document(), colour=True)
    assert "\x1b[" in text
    assert ESCAPE not in text


def test_words_that_look_like_markup_are_printed() -> None:
    made = replace(document(), findings=(found("R204", [finding("R204", "[red]郑一[/red]。", 1)]),))
    assert "[red]郑一[/red]。" in as_text(made)


@pytest.mark.parametrize("width", [50, 80, 100, 200])
def test_no_word_of_a_finding_is_lost_at_any_width(width: int) -> None:
    text = squeezed(as_text(document(), width=width))
    for group in document().found:
        for each in group.render(10):
            assert squeezed(each.message).replace("\x1b", "�").replace("\u202e", "�") in text


@pytest.mark.parametrize("width", [50, 80, 100, 200])
def test_no_number_of_a_group_is_cut(width: int) -> None:
    line = next(line for line in as_text(document(), width=width).splitlines() if "农学院" in line)
    assert all(part.count(".") == 1 and len(part.split(".")[1]) == 2 for part in line.split()[2:])


def test_a_group_without_one_of_the_figures_has_a_dash_there() -> None:
    made = document()
    rate = next(f for f in made.figures if f.group.get("college") == "农学院" and f.numerator)
    without = replace(made, figures=tuple(f for f in made.figures if f is not rate))
    whole = next(line for line in as_text(made).splitlines() if line.startswith("农学院"))
    line = next(line for line in as_text(without).splitlines() if line.startswith("农学院"))
    assert line.count("—") == whole.count("—") + 1


def test_what_is_not_listed_is_counted() -> None:
    assert "另有 250 条" in as_text(document())


def test_one_problem_in_many_cells_is_one_entry_with_its_cells() -> None:
    one = document().problems[0]
    many = [replace(one, where=replace(one.where, cell=f"G{at}")) for at in range(9)]
    text = as_text(replace(document(), problems=tuple(many)))
    assert text.count("读不懂。请写成") == 1
    assert "G0、G1、G2、G3、G4、G5 等 9 处" in text
    assert "文件里有 9 处问题" in text


def test_two_standards_stand_side_by_side() -> None:
    text = as_text(document("2024", "2021"))
    line = next(line for line in text.splitlines() if line.startswith("升学率"))
    assert line.count("1,130/6,013") == 2


def test_what_did_not_run_is_said_with_its_reason() -> None:
    text = squeezed(as_text(document()))
    assert "T103落实率倒挂未运行：没有给出“去年同期”表（--last-year）。" in text
    assert "按书院未按此分组" in text


def test_empty_report_says_why_it_is_empty() -> None:
    text = as_text(empty())
    assert "没有算出指标" in text
    assert "没有时点（输入里没有任何日期）" in text
    assert "查过、没有发现：R204 同一毕业生重复。" in text


def test_figures_say_nothing_of_findings() -> None:
    assert "发现" not in as_text(replace(document(), command="figures", findings=()))


def test_english_report_has_english_words_and_titles() -> None:
    text = as_text(replace(document(), lang="en"))
    assert "Placement rate" in text
    assert "Same graduate more than once" in text
    assert "As of  2024-06-20 Thu 12:00" in text
