"""How often each destination comes up, by level of study, and what kind of employer it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: share of graduates settled by the end of the season, from junior college up to doctors
SETTLED = (0.86, 0.92, 0.955, 0.98)
#: how many working days later than the doctors each level settles
DELAYS = (12, 8, 4, 0)
#: how many points fewer settled a year ago, and how many working days later
FEWER_LAST_YEAR, LATER_LAST_YEAR = 0.06, 6

#: weights of the settled, by level: junior college, bachelor, master, doctor; those that are
#: watched for growing too fast stand side by side, so that they are spread evenly together too
SETTLED_CODES: Mapping[str, tuple[float, ...]] = MappingProxyType({
    "10": (14, 19, 34, 52), "11": (28, 24, 32, 14), "271": (0, 1.9, 4, 0), "272": (0, 0, 0, 22),
    "46": (4, 1.0, 0, 0), "501": (0, 0.6, 0.3, 0), "502": (0.6, 0.6, 0, 0),
    "503": (0.5, 0.6, 0.3, 0), "512": (0, 0.3, 1.5, 1), "12": (6, 5.2, 4, 0),
    "75": (2, 1.1, 0.6, 0), "76": (2, 1.1, 0.6, 0),
    "801": (0, 29, 10, 0), "802": (0, 0.6, 0, 0), "803": (30, 0, 0, 0), "85": (0.5, 3.6, 3, 6),
})  # fmt: skip
#: how much likelier a destination is than on average in autumn, spring and summer
PHASES: Mapping[str, tuple[float, float, float]] = MappingProxyType({
    "10": (1.7, 1.0, 0.6), "11": (0.9, 1.0, 1.2), "12": (0.5, 1.0, 0.7), "271": (0.1, 0.7, 1.8),
    "272": (0.3, 0.8, 1.5), "46": (0.1, 0.6, 1.9), "501": (0.1, 0.4, 2.2), "502": (0.1, 0.4, 2.2),
    "503": (0.1, 0.8, 1.7), "512": (0.2, 1.4, 0.9), "75": (0.6, 1.0, 0.8), "76": (0.6, 1.0, 0.8),
    "801": (1.0, 1.4, 0.4), "802": (0.1, 1.3, 0.9), "803": (0.1, 1.3, 0.9), "85": (0.6, 1.3, 0.7),
})  # fmt: skip
#: shares of what a season brings at which spring and summer begin
PHASE_EDGES = (0.2, 0.65)
#: weights of those not settled; an empty code is nobody's: no registration to the end
OTHER_CODES: Mapping[str, float] = MappingProxyType({
    "70-QZZ": 40, "70-GZKS": 16, "70-QYZ": 4, "70-NCY": 2, "70-NRW": 2,
    "71": 12, "72-ZBJY": 3, "72-NCGCJ": 1, "": 20,
})  # fmt: skip
#: destinations proved by one official list for many, and how often a list comes out, in days
LISTED: Mapping[str, int] = MappingProxyType({
    "46": 14, "501": 14, "502": 14, "503": 14, "512": 14, "801": 7, "803": 14,
})  # fmt: skip

_FIRMS = {"large": 41, "small": 31, "unsized": 6, "branch": 3, "school": 7, "hospital": 5,
          "institution": 3, "university": 1, "institute": 1}  # fmt: skip
#: which kinds of employers a destination leads to; a destination not here has no employer
WORKPLACES: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "10": _FIRMS | {"agency": 4, "army": 1.5, "overseas": 0.5},
    "11": _FIRMS | {"shop": 5, "overseas": 0.5},
    "12": _FIRMS | {"shop": 12},
    "271": {"university": 7, "institute": 3},
    "272": {"university": 8, "institute": 2},
    "501": {"school": 1}, "502": {"agency": 1}, "503": {"agency": 1}, "512": {"agency": 1},
    "75": {"startup": 5, "startup_shop": 3, "startup_team": 1, "startup_net": 1},
})  # fmt: skip
#: destinations whose job is not one the employer's trade has
JOBS: Mapping[str, str] = MappingProxyType({"272": "11", "502": "30", "503": "30"})
CODES = (*SETTLED_CODES, *(code for code in OTHER_CODES if code))
#: destinations somebody may leave for another one of them in the same season
HIRED = ("10", "11", "12")
#: destinations whose record names the admitting school
STUDYING = ("801", "802", "803")
#: destinations whose pay must reach the minimum wage, and those with a contract
PAID, CONTRACT, AGREEMENT = ("12", "271", "76"), ("11",), ("10",)
UNREGISTERED = ""
SEEKING = "70-QZZ"
