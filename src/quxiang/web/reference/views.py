"""Code tables with what they rest on, and the school's wages, holidays and figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.reference.access import may_keep_reference
from quxiang.web.reference.models import Holiday, MinimumWage, NationalFigure, OverlayRow
from quxiang.web.reference.selectors import standard_of

SCHEMES = ("2024", "2021")


def reference(request: HttpRequest) -> HttpResponse:
    """Show which tables there are and what the school keeps beside them."""
    require(may_keep_reference(reader(request)))
    school = reader(request).school_id
    context = {
        "schemes": SCHEMES,
        "tables": sorted(standard_of(school, SCHEMES[0]).tables),
        "wages": MinimumWage.objects.filter(school_id=school).order_by("place", "-from_on"),
        "holidays": Holiday.objects.filter(school_id=school).order_by("on"),
        "figures": NationalFigure.objects.filter(school_id=school).order_by("figure", "-on"),
        "overlays": OverlayRow.objects.filter(school_id=school).select_related("by"),
    }
    return render(request, "reference/reference.html", context)


def table(request: HttpRequest, scheme: str, name: str) -> HttpResponse:
    """Show one code table with basis and confidence; doubtful rows say so."""
    require(may_keep_reference(reader(request)))
    if scheme not in SCHEMES:
        raise Http404
    tables = standard_of(reader(request).school_id, scheme).tables
    if name not in tables:
        raise Http404
    rows = tables[name].rows.values()
    return render(request, "reference/table.html", {"scheme": scheme, "name": name, "rows": rows})
