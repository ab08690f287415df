"""Every page of the permission matrix as somebody of the cast sees it, and a few of its states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from web.test_pages import PAGES, SPLIT

#: who of the cast looks at a page, the first who may
CAST = {
    "qian": "钱明", "zhao": "赵秋", "li": "李建", "sun": "孙文", "zhou": "周正", "wu": "吴树人",
    "zheng": "郑理", "feng": "冯籍", "wang": "毕业生",
}  # fmt: skip
STRANGER = ""
#: answers that are no page of HTML, or of another installation
NO_PAGE = {
    "imports:sample",
    "roster:settings_file",
    "orgs:begin",
    "employers:look_up",
    "destinations:part",
    "season:due",
    "wordfiles:shipped",
    "wordfiles:sample",
    "wordfiles:version",
    "schoolreport:pdf",
    "schoolreport:word",
    "verification:pdf",
    "visits:worker",
    "certificates:root",
    "papers:sealed",
    "papers:pdf",
    "papers:word",
    "papers:page",
    "papers:kept",
    "papers:kept_page",
    "notices:pdf",
    "notices:word",
    "notices:file",
    "visits:word",
    "bulletins:pdf",
    "verification:desk",  # only a caller's, and the demonstration has none: test_calls looks at it
    "bulletins:word",
    "selfcheck:word",
    "selfcheck:pdf",
    "worksheets:part",
    "worksheets:chips",
    "season:changed",
    "evidence:part",
    "destinations:employers",
}
#: who shows more of a page than the first who may see it
BETTER = {"roster:mismatch": "feng", "roster:graduate": "qian", "orgs:delegations": "li"}


@dataclass(frozen=True)
class Shot:
    """One page as one person sees it."""

    name: str
    path: str
    who: str


def shots(places: Mapping[str, int | str]) -> list[Shot]:
    """Return every GET of the matrix, everybody's first page, and pages in other states."""
    names = [(page.name, page.may, page.made) for page in PAGES if page.method == "GET"]
    graduate = (("accounts:graduate_phone", frozenset({"qian"}), ("graduate",)),)
    assert {"accounts:graduate_phone"} <= SPLIT.keys()
    found = []
    for name, may, made in (*names, *graduate):
        if name in NO_PAGE:
            continue
        path = reverse(name, args=[_place(places, each) for each in made])
        found.append(Shot(name.replace(":", "-"), path, _who(name, may)))
    return [*found, *_first_pages(), *_states(places)]


def _place(places: Mapping[str, int | str], name: str) -> int | str:
    try:
        return places[name]
    except KeyError as error:
        raise LookupError(f"say in tests/journeys/places.py which {name} to show") from error


def _who(name: str, may: frozenset[str]) -> str:
    if name in ("accounts:login", "accounts:ask_code", "accounts:sms_login", "accounts:activate"):
        return STRANGER
    return CAST[BETTER.get(name) or next(each for each in CAST if each in may)]


def _first_pages() -> list[Shot]:
    return [Shot(f"first-{key}", "/", who) for key, who in CAST.items()]


def _states(places: Mapping[str, int | str]) -> list[Shot]:
    centre, own = CAST["qian"], CAST["wang"]
    return [
        Shot("graduates-none", "/graduates/?q=没有这个人", centre),
        Shot("graduates-filtered", "/graduates/?level=31&sort=-name", centre),
        Shot("import-applied", f"/imports/{places['applied']}/", centre),
        Shot("import-problems", f"/imports/{places['upload']}/?kind=problem", centre),
        Shot("own-record", f"/graduates/{places['graduate']}/", own),
        Shot("cohort-read", f"/cohorts/{places['cohort']}/", CAST["zheng"]),
        Shot("unit-vacant", f"/units/{places['vacant']}/", centre),
        Shot("not-found", "/keine-seite/", centre),
        Shot("not-allowed", "/begin/steps/", CAST["zhao"]),
        Shot("button-only", "/units/add/", centre),
        Shot("sampled-places", f"/verification/{places['visiting_survey']}/places/", centre),
    ]
