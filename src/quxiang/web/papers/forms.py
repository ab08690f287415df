"""What is said of a paper that is brought, handed in, or signed in ink."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest

from quxiang.problems import Problem, Where
from quxiang.web.common.refusals import InvalidError
from quxiang.web.papers.services.filing import Handed
from quxiang.web.papers.services.inking import Ink

_CONTROL = {"class": "form-control"}


class NewForm(forms.Form):
    """Which kind of which unit a PDF is, and what it is called."""

    what = forms.ChoiceField(
        label="类别和单位", widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": "请选类别和单位。", "invalid_choice": "请选列出的类别和单位。",
        },
    )  # fmt: skip
    title = forms.CharField(
        label="名称", max_length=100, min_length=4, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写名称。", "min_length": "名称至少四个字。"},
        help_text="例如“农学院 2024 届就业核查整改报告”。",
    )  # fmt: skip

    def __init__(self, choices: list[tuple[str, str]], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


def handed_in(request: HttpRequest) -> Handed:
    """Return what a form says of handing a paper in; refuses a day nobody can read."""
    typed = request.POST
    return Handed(
        place=typed.get("place", ""), on=_day(typed.get("on", ""), "报送日期"),
        handed_by=typed.get("handed_by", ""), number=typed.get("number", ""),
        note=typed.get("note", ""),
    )  # fmt: skip


def ink_in(request: HttpRequest) -> Ink:
    """Return what a form says of a page signed in ink."""
    typed = request.POST
    on = _day(typed.get("on", ""), "签字日期")
    return Ink(frozenset(typed.getlist("seats")), on, typed.get("short", ""))


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"还没有填{what}，或日期写得不对。"
        where = Where(column="on")
        raise InvalidError(Problem("paper.on", message, "请按“年-月-日”填。", where)) from error
