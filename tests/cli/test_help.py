"""Help that can be read on a terminal, and one Chinese sentence for each slip of the hand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from cli.test_commands import said
from quxiang.cli import COMMANDS
from quxiang.cli.helping import wrapped

PAGES = [
    [], *([name] for name in COMMANDS), ["rules", "show"], ["standards", "show"],
    ["standards", "compare"],
]  # fmt: skip


def page(capfd: pytest.CaptureFixture[str], words: list[str]) -> str:
    return said(capfd, *words, "--help").replace("\x1b", "")


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_every_argument_and_option_is_explained(
    words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    parts = re.split(r"\n(?:参数|选项):\n", page(capfd, words).split("例子:")[0].split("命令:")[0])
    rows = [line for part in parts[1:] for line in part.splitlines() if re.match(r"  \S", line)]
    assert rows
    for line in rows:
        assert re.search(r"\S {2,}\S", line), line


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_explanations_stand_in_one_column_of_the_terminal(
    words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    for section in re.split(r"\n(?=\S+:\n)", page(capfd, words).split("例子:")[0])[1:]:
        rows = [re.match(r"( {2}\S.*?\S {2,})\S", line) for line in section.splitlines()]
        assert len({cell_len(row[1]) for row in rows if row}) <= 1, section


@pytest.mark.parametrize("width", [20, 40, 78])
def test_a_line_is_as_wide_as_it_may_be_and_begins_with_no_mark(width: int) -> None:
    text = (
        "核对一份就业表：每个指标、上级会查的问题、在哪一格、为何、怎么改（见 quxiang rules）。" * 3
    )
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width + 2 for line in lines)
    assert not [line for line in lines if line[0] in "，。、：；）"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chekc"], "没有命令“chekc”，是不是 check。"),
        (["rules", "shwo", "E305"], "没有命令“shwo”，是不是 show。"),
        (["check", "a", "--format", "pdf"], "--format 的值不对，可用：text、json、html、xlsx。"),
        (["check", "a", "--cohort"], "选项 --cohort 后面缺少它的值。"),
        (["check", "a", "b", "c"], "多出了参数 (b c)。"),
        (["explain", "a"], "缺少 --figure。"),
        (["calendar", "--cohort", "24"], "“24”不是届。请写四位年份，如 2024。"),
        (["columns"], "没有给出要看的表。请写出文件名；只列字段时用 --fields。"),
    ],
)
def test_a_slip_of_the_hand_is_one_chinese_sentence(
    words: list[str], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    text = said(capfd, *words, code=2)
    assert text.splitlines()[0] == sentence
    assert "Error" not in text


def test_fields_are_listed_without_a_file(capfd: pytest.CaptureFixture[str]) -> None:
    assert "统一社会信用代码" in said(capfd, "columns", "--table", "employers", "--fields")


def test_a_reader_who_stops_early_is_no_fault() -> None:
    run = f"{sys.executable} -m quxiang standards compare 2021 2024"
    command = f"{run} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_time_left_is_said_to_the_minute(capfd: pytest.CaptureFixture[str]) -> None:
    text = said(capfd, "calendar", "--cohort", "2024", "--at", "2024-08-31T16:59")
    assert "还有 1 分钟。" in text
    assert "下一个截止" not in text
