"""Two hundred damaged workbooks through the whole command; ``bench/fuzz.py`` runs two thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.endings import UNCLEAR, ending

GROUP, GROUPS = 20, 10


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_damaged_workbook_ends_in_a_report_or_in_a_sentence(group: int, tmp_path: Path) -> None:
    seeds = range(group * GROUP, (group + 1) * GROUP)
    assert [end for seed in seeds if (end := ending(seed, tmp_path)).startswith(UNCLEAR)] == []
