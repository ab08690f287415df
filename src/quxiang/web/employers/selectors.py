"""Find employers: by credit code, by any name they bear or bore, by the beginning of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quxiang.standards import fold_name
from quxiang.web.common import sealed
from quxiang.web.common.columns import among
from quxiang.web.employers.models import Employer, EmployerName


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
    """Return the first employers a text finds, with what a form fills in from them."""
    if len(text.strip()) < 2:
        return []
    employers = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    found = found_by(employers, text).order_by("folded_name", "pk")[:limit]
    return [
        {
            "uscc": each.uscc, "name": each.name, "nature": each.nature,
            "industry": each.industry, "place_code": each.place_code,
            "place_name": each.place_name, "status": each.status,
        }
        for each in found
    ]  # fmt: skip
