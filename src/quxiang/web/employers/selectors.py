"""Find employers: by credit code, by any name they bear or bore, by the beginning of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quxiang.standards import fold_name
from quxiang.web.common import sealed
from quxiang.web.common.columns import among
from quxiang.web.employers.models import Employer, EmployerName, Precedent
from quxiang.web.employers.precedents import MOST, offers_of, searched


def find_employer(school_id: int, *, uscc: str = "", name: str = "") -> Employer | None:
    """Return the employer of a credit code, else the only one of that name; doubt finds none."""
    employers = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    if code := sealed.folded(uscc):
        return employers.filter(uscc=code).first()
    named = EmployerName.objects.filter(school_id=school_id, folded_name=fold_name(name))
    found = list(employers.filter(pk__in=named.values("employer_id"))[:2]) if name else []
    return found[0] if len(found) == 1 else None


def find_employers(school_id: int, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the key of the employer :func:`find_employer` finds for each pair of code and name."""
    pairs = set(asked)
    codes = {sealed.folded(uscc) for uscc, _ in pairs} - {""}
    names = {fold_name(name) for uscc, name in pairs if name and not sealed.folded(uscc)}
    employers = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    coded = employers.filter(among(Employer, "uscc", codes)).values_list("uscc", "pk")
    by_code = dict(coded) if codes else {}
    named = EmployerName.objects.filter(school_id=school_id)
    listed = named.filter(among(EmployerName, "folded_name", names)) if names else named.none()
    rows = list(listed.values_list("folded_name", "employer_id"))
    live = set(
        employers.filter(among(Employer, "id", [pk for _, pk in rows])).values_list("pk", flat=True)
    )
    by_name: dict[str, set[int]] = {}
    for name, employer in rows:
        by_name.setdefault(name, set()).update({employer} & live)
    found = {}
    for uscc, name in pairs:
        if code := sealed.folded(uscc):
            one = by_code.get(code)
        else:
            of_name = by_name.get(fold_name(name), set()) if name else set()
            one = next(iter(of_name)) if len(of_name) == 1 else None
        if one is not None:
            found[uscc, name] = one
    return found


def found_by(employers: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Narrow employers by a credit code's beginning or a part of any of their names."""
    plain = sealed.folded(text)
    if plain.isascii() and plain.isalnum() and any(sign.isdigit() for sign in plain):
        return employers.filter(uscc__startswith=plain)
    named = EmployerName.objects.filter(
        employer=OuterRef("pk"), folded_name__contains=fold_name(text)
    )
    return employers.filter(Q(folded_name__contains=fold_name(text)) | Q(Exists(named)))


def offered(school_id: int, text: str, limit: int) -> list[dict[str, str]]:
    """Return the first employers a text finds, with what a form fills in from them.

    After those of the list come those only former cohorts know; a note says so, with the years.
    """
    if len(text.strip()) < 2:
        return []
    employers = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    listed = list(found_by(employers, text).order_by("folded_name", "pk")[:limit])
    known = {each.uscc for each in listed} - {""}
    names = {each.folded_name for each in listed}
    near = Q(pk__in=searched(school_id, text).values("pk")[:MOST]) | Q(uscc__in=known)
    offers = offers_of(Precedent.objects.filter(near, school_id=school_id))
    notes = {key: each.note for each in offers for key in _keys(each.newest)}
    found = [
        _filling(each, each.status, notes.get(each.uscc or each.folded_name, "")) for each in listed
    ]
    fresh = [
        each for each in offers
        if each.newest.uscc not in known and each.newest.folded_name not in names
    ]  # fmt: skip
    return [*found, *(_filling(each.newest, "", each.note) for each in fresh)][:limit]


def _keys(row: Precedent) -> tuple[str, ...]:
    return (row.uscc,) if row.uscc else (row.folded_name,)


def _filling(row: Employer | Precedent, status: str, note: str) -> dict[str, str]:
    names = ("uscc", "name", "nature", "industry", "place_code", "place_name")
    return {**{name: getattr(row, name) for name in names}, "status": status, "note": note}
