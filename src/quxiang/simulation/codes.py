"""How often each destination comes up, by level of study, and what kind of employer it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: share of graduates settled by the day the demo looks at, from junior college up to doctors
SETTLED = (0.72, 0.79, 0.87, 0.94)
#: how many points fewer were settled a year ago, and in the week before
A_YEAR_AGO, A_WEEK_AGO = 0.06, 0.03

#: weights of the settled, by level: junior college, bachelor, master, doctor
SETTLED_CODES: Mapping[str, tuple[float, ...]] = MappingProxyType({
    "10": (13, 19, 34, 52), "11": (27, 24, 32, 14), "12": (8, 5.2, 4, 0), "271": (0, 1.9, 4, 0),
    "272": (0, 0, 0, 22), "46": (4, 1.0, 0, 0), "501": (0, 0.6, 0.3, 0), "502": (0.6, 0.6, 0, 0),
    "503": (0.5, 0.6, 0.3, 0), "512": (0, 0.3, 1.5, 1), "75": (2, 1.1, 0.6, 0),
    "76": (2, 1.1, 0.6, 0), "801": (0, 29, 10, 0), "802": (0, 0.6, 0, 0), "803": (30, 0, 0, 0),
    "85": (0.5, 3.6, 3, 6),
})  # fmt: skip
#: weights of those not settled; an empty code is nobody's: no registration yet
OTHER_CODES: Mapping[str, float] = MappingProxyType({
    "70-QZZ": 38, "70-GZKS": 14, "70-QYZ": 4, "70-NCY": 2, "70-NRW": 2,
    "71": 11, "72-ZBJY": 3, "72-NCGCJ": 1, "": 25,
})  # fmt: skip

_FIRMS = {"large": 40, "small": 30, "unsized": 6, "branch": 3, "school": 7, "hospital": 5,
          "institution": 3, "university": 1, "institute": 1, "agency": 2}  # fmt: skip
#: which kinds of employers a destination leads to; a destination not here has no employer
WORKPLACES: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "10": _FIRMS | {"army": 1.5, "overseas": 0.5},
    "11": _FIRMS | {"shop": 5, "overseas": 0.5},
    "12": _FIRMS | {"shop": 12},
    "271": {"university": 7, "institute": 3},
    "272": {"university": 8, "institute": 2},
    "501": {"agency": 1}, "502": {"agency": 1}, "503": {"agency": 1}, "512": {"agency": 1},
    "75": {"startup": 5, "startup_shop": 3, "startup_team": 1, "startup_net": 1},
})  # fmt: skip
#: destinations whose record names the admitting school
STUDYING = ("801", "802", "803")
#: destinations whose pay must reach the minimum wage, and those with a contract
PAID, CONTRACT, AGREEMENT = ("12", "271", "76"), ("11",), ("10",)
UNREGISTERED = ""
SEEKING = "70-QZZ"
