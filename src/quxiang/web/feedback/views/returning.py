"""The file of a list with our answers, on its way back through the gate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.feedback.access import TAKES, get_file_for, may_take
from quxiang.web.feedback.services.returning import answer_file
from quxiang.web.release.views import PurposeForm, file_response


def answers(request: HttpRequest, file_id: int) -> HttpResponse:
    """Ask for the purpose, then give the list back with our columns beside theirs."""
    file = get_file_for(reader(request), file_id)
    require(may_take(reader(request)), TAKES)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        return file_response(answer_file(file=file, purpose=purpose, by=reader(request)))
    context = {"form": form, "file": file, "of": file.of}
    return render(request, "feedback/answers.html", context, status=422 if form.errors else 200)
