"""Code tables with what they rest on, and the school's wages, holidays and figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.reference.access import KEEPS_REFERENCE, may_keep_reference
from quxiang.web.reference.models import Holiday, MinimumWage, NationalFigure, OverlayRow
from quxiang.web.reference.selectors import standard_of
from quxiang.web.reference.words import (
    basis_title,
    code_title,
    degree_title,
    figure_title,
    place_title,
    table_title,
)

SCHEMES = ("2024", "2021")


def reference(request: HttpRequest) -> HttpResponse:
    """Show which tables there are and what the school keeps beside them."""
    require(may_keep_reference(reader(request)), KEEPS_REFERENCE)
    school = reader(request).school_id
    context = {
        "schemes": SCHEMES,
        "tables": _tables(school),
        "wages": [
            (place_title(each.place), each)
            for each in MinimumWage.objects.filter(school_id=school).order_by("place", "-from_on")
        ],
        "holidays": Holiday.objects.filter(school_id=school).order_by("on"),
        "figures": [
            (figure_title(each.figure), each)
            for each in NationalFigure.objects.filter(school_id=school).order_by("figure", "-on")
        ],
        "overlays": [
            (table_title(each.table), each)
            for each in OverlayRow.objects.filter(school_id=school).select_related("by")
        ],
    }
    return render(request, "reference/reference.html", context)


def _tables(school_id: int) -> list[tuple[str, str, int]]:
    """Return name, title and size of every table that has rows."""
    tables = standard_of(school_id, SCHEMES[0]).tables
    return [(name, table_title(name), len(t.rows)) for name, t in sorted(tables.items()) if t.rows]


def table(request: HttpRequest, scheme: str, name: str) -> HttpResponse:
    """Show one code table with basis and confidence; doubtful rows say so."""
    require(may_keep_reference(reader(request)), KEEPS_REFERENCE)
    if scheme not in SCHEMES:
        raise Http404
    tables = standard_of(reader(request).school_id, scheme).tables
    if name not in tables:
        raise Http404
    rows = [
        (row, code_title(row.code), basis_title(row.basis), degree_title(row.confidence))
        for row in tables[name].rows.values()
    ]
    context = {"scheme": scheme, "title": table_title(name), "rows": rows}
    return render(request, "reference/table.html", context)
