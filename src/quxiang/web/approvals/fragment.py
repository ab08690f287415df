"""审签进度: the chain on the page of one graduate's destination."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.scans import scans_shown
from quxiang.web.approvals.selectors import chain_of, find_run, open_link
from quxiang.web.approvals.services.recording import may_record
from quxiang.web.destinations.models import Registration
from quxiang.web.roster.access import is_lent
from quxiang.web.roster.models import Graduate


def progress(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw the chain of the newest run, with a way to sign for who is asked."""
    run = find_run(registration)
    if run is None:
        return ""
    chain = chain_of(run)
    link = open_link(chain)
    user = reader(request)
    mine = link is not None and link.seating is not None and link.seating.of(user)
    records = link.step.pk if link is not None and may_record(user, link.step) else 0
    context = {
        "run": run, "chain": chain, "link": link, "mine": mine, "records": records,
        "scans": set() if is_lent(user, graduate) else scans_shown(user, chain),
    }  # fmt: skip
    return render_to_string("approvals/progress.html", context, request)
