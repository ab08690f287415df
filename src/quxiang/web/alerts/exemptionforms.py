"""The form that proposes an exemption."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Min

from quxiang.standards import credit_code, fold_name
from quxiang.web.accounts.forms import text
from quxiang.web.alerts.exemptionmodels import ExemptionKind
from quxiang.web.alerts.plans import rules_of
from quxiang.web.alerts.services.exemptions import Asked
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.evidence.models import Evidence
from quxiang.web.orgs.selectors import colleges
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.forms import CONTROL, SELECT

if TYPE_CHECKING:
    from quxiang.web.roster.models import Cohort

K = ExemptionKind


def _chosen(label: str, hint: str = "") -> forms.ChoiceField:
    widget = forms.Select(attrs=SELECT)
    return forms.ChoiceField(label=label, required=False, help_text=hint, widget=widget)


class ExemptionForm(forms.Form):
    """Whom an exemption covers, in which rule, why and until when."""

    kind = forms.ChoiceField(
        label="豁免什么", choices=K.choices, widget=forms.Select(attrs=SELECT),
        error_messages={"required": "请选豁免什么。", "invalid_choice": "请选豁免什么。"},
    )  # fmt: skip
    employer = text(
        "哪个单位", max_length=120, required=False,
        help_text="豁免某个单位时写：统一社会信用代码或全称。",
    )  # fmt: skip
    code = text("去向代码", max_length=8, required=False, help_text="集中录取时写，如 801。")
    official = _chosen("官方名单", "集中录取时选，与去向代码二者选一。")
    rule = _chosen(
        "哪条规则",
        "豁免某条规则时必选。不选时：单位和本校的按扎堆的规则，集中录取的按变化趋势和同一份材料的规则。",
    )
    college = _chosen("哪个学院", "豁免某条规则时可选，只豁免这个学院的。")
    until = forms.DateField(
        label="截止日（含当日）",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**CONTROL, "type": "date"}),
        error_messages=dict.fromkeys(
            ("required", "invalid"), "请写截止日，如 2024-08-31；豁免都有到期的一天。"
        ),
    )
    reason = forms.CharField(
        label="理由和依据", max_length=500,
        error_messages={"required": "请写明理由和依据，审批的人要凭它判断。"},
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        help_text="例如文件号、会议、走访结果；审批的人和审计会看到。",
    )  # fmt: skip

    def __init__(self, *args: Any, cohort: Cohort, **more: Any) -> None:
        super().__init__(*args, **more)
        self.cohort = cohort
        rules = [(rule.code, f"{rule.code} {rule.title}") for rule in rules_of(cohort)]
        units = [(str(each.pk), each.name) for each in colleges(cohort.school_id)]
        self._choose("rule", rules)
        self._choose("college", units)
        self._choose("official", _lists(cohort))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if code and code not in self._codes():
            raise forms.ValidationError(f"这一届的方案里没有去向代码“{code}”。")
        return code

    def _codes(self) -> Collection[str]:
        return standard_of(self.cohort.school_id, self.cohort.scheme).destinations

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.firm = ("", "")
        if given.get("kind") == K.FIRM and given.get("employer"):
            self.firm = self._firm(str(given["employer"]).strip())
        return given

    def _firm(self, typed: str) -> tuple[str, str]:
        """Return credit code and name of what was typed; a name several firms bear is refused."""
        known = Employer.objects.filter(school_id=self.cohort.school_id, merged_into__isnull=True)
        code = credit_code.clean(typed)
        if credit_code.check(code) in ("ok", "bad_check"):
            found = known.filter(uscc=code).first()
            return code, found.name if found else ""
        if typed.isascii() and len(typed) >= 15:
            self.add_error("employer", f"“{typed}”不是统一社会信用代码，请核对 18 位代码。")
            return "", ""
        names = EmployerName.objects.filter(folded_name=fold_name(typed)).values("employer")
        coded = known.filter(pk__in=names).exclude(uscc="").values_list("uscc", flat=True)
        codes = sorted(set(coded))
        if len(codes) > 1:
            self.add_error("employer", f"有几个单位都叫“{typed}”，请填写信用代码。")
        return (codes[0] if len(codes) == 1 else ""), typed

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        kind = given["kind"]
        central, rule = kind == K.CENTRAL, kind == K.RULE
        title = dict(self.fields["official"].choices)  # type: ignore[attr-defined]
        unit = colleges(self.cohort.school_id).filter(pk=given["college"] or 0).first()
        return Asked(
            kind=kind, reason=given["reason"], until=given["until"], rule=given["rule"],
            college=unit if rule else None, uscc=self.firm[0], name=self.firm[1],
            code=given["code"] if central else "",
            list_sha256=given["official"] if central else "",
            list_title=title.get(given["official"], "") if central and given["official"] else "",
        )  # fmt: skip


def _lists(cohort: Cohort) -> list[tuple[str, str]]:
    """Return the official lists that prove destinations of a cohort: hash and title."""
    rows = Evidence.objects.filter(cohort=cohort, is_list=True, removed_at__isnull=True)
    told = rows.order_by().values("sha256").annotate(title=Min("title"))
    return sorted((each["sha256"], each["title"] or "未写标题的名单") for each in told)
