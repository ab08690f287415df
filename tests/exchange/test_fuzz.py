"""Damaged files end in a reading or in one clear refusal, never in anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.mutate import mutated_workbook
from quxiang.exchange import Gathered, ReadOptions, Source, gather
from quxiang.problems import Problem, UnusableError

GROUP = 20


def outcome(path: Path, options: ReadOptions) -> tuple[Gathered | None, tuple[Problem, ...]]:
    """Return what gathering a file gives: tables and problems, or the problems of a refusal."""
    try:
        found = gather({"graduates": Source(path)}, options)
    except UnusableError as error:
        return None, error.problems
    return found, found.problems


@pytest.mark.parametrize("group", range(10))
def test_two_hundred_damaged_files_each_end_clearly(
    group: int, tmp_path: Path, options: ReadOptions
) -> None:
    for seed in range(group * GROUP, (group + 1) * GROUP):
        found, problems = outcome(mutated_workbook(seed, tmp_path), options)
        assert found is not None or problems, seed
        assert found is None or found.tables["graduates"].num_rows == found.files["graduates"].rows
        assert all(each.message.endswith("。") and each.remedy.endswith("。") for each in problems)


def test_a_seed_makes_the_same_outcome_again(tmp_path: Path, options: ReadOptions) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    said = []
    for folder in folders:
        folder.mkdir()
        said.append([outcome(mutated_workbook(seed, folder), options)[1] for seed in range(8)])
    assert said[0] == said[1]
