"""The kinds of employers there are: prefix of the code, nature, sizes, what they do, how named."""

from __future__ import annotations

from dataclasses import dataclass

from quxiang.simulation.words import SHOPS, TRADES

Trade = tuple[str, str, tuple[str, ...]]
#: how many graduates of one cohort an employer that must stay small takes
SMALL_INTAKE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of employer. ``intake`` 0 means any number of graduates; NULL sizes are unknown."""

    name: str
    prefix: str = "91"
    natures: tuple[str, ...] = ("39",)
    sizes: tuple[str | None, ...] = (None,)
    trades: tuple[Trade, ...] = TRADES
    suffixes: tuple[str, ...] = ("有限公司",)
    intake: int = 0
    no_code: str | None = None


def _public(what: str, industry: str, *jobs: str) -> tuple[Trade, ...]:
    return ((what, industry, jobs),)


KINDS = (
    Kind(name="large", natures=("31", "39", "32", "39"), sizes=("large", "medium"),
         suffixes=("股份有限公司", "有限公司", "集团有限公司")),
    Kind(name="small", sizes=("small", "micro"), intake=SMALL_INTAKE),
    Kind(name="unsized", intake=SMALL_INTAKE),
    Kind(name="shop", prefix="92", natures=("33",), sizes=("micro",), trades=SHOPS, suffixes=("",),
         intake=SMALL_INTAKE),
    Kind(name="branch", suffixes=("分公司",), intake=SMALL_INTAKE),
    Kind(name="school", prefix="12", natures=("22",), suffixes=("",),
         trades=(*_public("中学", "42", "24"), *_public("小学", "42", "24"))),
    Kind(name="hospital", prefix="12", natures=("23",), suffixes=("",),
         trades=(*_public("医院", "43", "19"), *_public("妇幼保健院", "43", "19"))),
    Kind(name="university", prefix="12", natures=("21",), suffixes=("",),
         trades=_public("学院", "42", "24", "11")),
    Kind(name="institute", prefix="12", natures=("20",), suffixes=("",),
         trades=_public("研究院", "38", "11", "29")),
    Kind(name="institution", prefix="12", natures=("29",), suffixes=("",),
         trades=(*_public("水利工程管理中心", "39", "13", "30"),
                 *_public("文化馆", "44", "25", "30"))),
    Kind(name="agency", prefix="11", natures=("10",), suffixes=("",),
         trades=(*_public("县教育局", "45", "10"),
                 *_public("县人力资源和社会保障局", "45", "10"),
                 *_public("镇人民政府", "45", "10"))),
    Kind(name="army", natures=("40",), suffixes=("",), trades=_public("部队", "80", "80"),
         no_code="部队"),
    Kind(name="overseas", natures=("99",), suffixes=("",), intake=SMALL_INTAKE, no_code="境外单位"),
    Kind(name="startup", sizes=("micro",), intake=1),
    Kind(name="startup_shop", prefix="92", natures=("33",), sizes=("micro",), trades=SHOPS,
         suffixes=("",), intake=1),
    Kind(name="startup_team", suffixes=("创业团队",), intake=1, no_code="在孵化机构创业未注册"),
    Kind(name="startup_net", trades=SHOPS[:1], suffixes=("网店",), intake=1, no_code="网店"),
)  # fmt: skip
NUMBER = {kind.name: number for number, kind in enumerate(KINDS)}
STARTUP_FORMS = {"startup": "company", "startup_shop": "company", "startup_team": "incubator",
                 "startup_net": "net_shop"}  # fmt: skip
