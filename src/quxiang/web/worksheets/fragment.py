"""逐一核查 on the page of one graduate's destination, fetched after the page itself."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.accounts.readers import reader
from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.access import side_for


def conclusions(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw the place of the conclusions, for whoever opens the sheet of a graduate."""
    side = side_for(reader(request), graduate)
    if side is None:
        return ""
    return render_to_string("worksheets/place.html", {"graduate": graduate, "side": side})


fragments.register(20, conclusions, beside=True)
