"""Code tables by version, settings, calendar, and what a number or a name must look like.

Owns: the destination schemes of 2021 and 2024 and every other code table, as data in ``data/``
with basis and confidence; the bridge between the schemes; what a destination asks for, what
proves it and what goes with it; a school's overlay over all that; the settings of a cohort; the
calendar of a season; credit codes, identity numbers, enterprise size; how names are folded.
``tables`` declares every table the engine reads.

Does not own: reading workbooks (exchange), figures and rules (engine), today's date (an argument
everywhere). Codes, parents, groups, required fields and evidence are data, never constants; rows
nobody could verify say so (``unverified``) and stay editable.
"""

from __future__ import annotations

from quxiang.standards.codetable import CodeTable, Match
from quxiang.standards.names import fold_name, fold_person
from quxiang.standards.overlay import Change, Overlay, overlay_of, read_overlay
from quxiang.standards.places import province_of
from quxiang.standards.rows import (
    CodeConflict,
    Destination,
    Evidence,
    Indicator,
    RequiredEvidence,
    RequiredField,
    Row,
)
from quxiang.standards.settings import CalendarSettings, Settings
from quxiang.standards.settingsfile import parse_settings, read_settings, settings_of_values
from quxiang.standards.settingswriting import written
from quxiang.standards.standard import Standard, load
from quxiang.standards.tables import TABLES

__all__ = [
    "TABLES",
    "CalendarSettings",
    "Change",
    "CodeConflict",
    "CodeTable",
    "Destination",
    "Evidence",
    "Indicator",
    "Match",
    "Overlay",
    "RequiredEvidence",
    "RequiredField",
    "Row",
    "Settings",
    "Standard",
    "fold_name",
    "fold_person",
    "load",
    "overlay_of",
    "parse_settings",
    "province_of",
    "read_overlay",
    "read_settings",
    "settings_of_values",
    "written",
]
