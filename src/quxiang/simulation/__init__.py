"""A season that never was: an invented university's graduates, for demo, tests and benchmarks.

``season_tables`` makes clean engine tables of one moment from a seed; ``plant`` puts known faults
into them and tells the truth about each; ``write_workbooks`` writes the same tables as a school
keeps them, ``write_parquet`` as the engine reads them, however many graduates there are.
Nobody here exists: names, firms and cities are put together by chance, numbers lie in places and
under prefixes that nobody has. Does not own what is right or wrong: the faults ask no rule.
"""

from __future__ import annotations

from quxiang.simulation.faults import plant
from quxiang.simulation.parquet import write_parquet
from quxiang.simulation.season import MOMENT, season_tables
from quxiang.simulation.wanted import Wanted
from quxiang.simulation.workbooks import write_workbooks

__all__ = ["MOMENT", "Wanted", "plant", "season_tables", "write_parquet", "write_workbooks"]
