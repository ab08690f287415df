"""Forms about employers: merging, how they are looked up, what is taken over."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.employers.lookupmodels import LookUpSource, Method
from quxiang.web.employers.lookups.reading import FIELDS
from quxiang.web.employers.states import Finding

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
#: an example of where each field may stand, shown grey in its box
EXAMPLES = {
    "name": "data.name", "uscc": "data.creditCode", "status": "data.regStatus",
    "status_on": "data.updateTime", "founded_on": "data.foundedOn",
    "legal_person": "data.legalPersonName", "address": "data.regLocation",
    "phone": "data.phoneNumber", "former_names": "data.historyNames",
}  # fmt: skip
MOST_LINES = 60


class MergeForm(forms.Form):
    """The row that is the same employer, and how one knows."""

    into = forms.CharField(
        label="并入哪个单位（信用代码或全称）", max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="依据", max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )


def _pairs(text: str, sign: str, message: str) -> dict[str, str]:
    """Return lines of two parts as pairs; refuses a line without the sign, and too many."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise forms.ValidationError(f"最多 {MOST_LINES} 行。")
    found = {}
    for line in lines:
        name, between, value = line.partition(sign)
        if not between or not name.strip() or not value.strip():
            raise forms.ValidationError(f"“{line[:40]}”这一行读不懂，{message}")
        found[name.strip()[:60]] = value.strip()
    return found


class SourceForm(forms.Form):
    """How an interface is asked, and where in its answer each field stands."""

    enabled = forms.BooleanField(
        label="启用查询", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip
    url = forms.CharField(
        label="接口地址", max_length=500,
        widget=forms.TextInput(attrs={**CONTROL, "placeholder": "https://…?code={代码}"}),
        help_text="写 {代码} 或 {名称} 的地方，查询时换成要查的单位。须加密，或是本机的服务。",
    )  # fmt: skip
    method = forms.ChoiceField(
        label="怎样问", choices=Method.choices, widget=forms.Select(attrs=SELECT)
    )
    body = forms.CharField(
        label="另发的内容", required=False, max_length=4000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
        help_text="选“另发一段内容”时填写，同样可以写 {代码} 和 {名称}。",
    )  # fmt: skip
    headers = forms.CharField(
        label="请求头", required=False, max_length=4000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
        help_text="每行一个，名称与值之间写冒号。密钥不要写在这里。",
    )  # fmt: skip
    secret_header = forms.CharField(
        label="密钥的名称", required=False, max_length=60,
        widget=forms.TextInput(attrs={**CONTROL, "placeholder": "Authorization"}),
        help_text="密钥随哪个请求头发出；没有密钥就空着。",
    )  # fmt: skip
    secret = forms.CharField(
        label="密钥", required=False, max_length=500,
        widget=forms.PasswordInput(attrs={**CONTROL, "autocomplete": "off"}),
        help_text="加密保存，谁也看不到；空着就用原来的。",
    )  # fmt: skip
    statuses = forms.CharField(
        label="登记状态的说法", required=False, max_length=4000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        help_text="每行一个：对方的说法=本校的说法，例如“1=存续”。没有写到的照原样。",
    )  # fmt: skip
    absent_path = forms.CharField(
        label="查无时的标志在哪里", required=False, max_length=200,
        widget=forms.TextInput(attrs={**CONTROL, "placeholder": "code"}),
    )  # fmt: skip
    absent_value = forms.CharField(
        label="查无时它是什么", required=False, max_length=60, widget=forms.TextInput(attrs=CONTROL)
    )
    keep_days = forms.IntegerField(
        label="查到的结果用多少天", min_value=1, max_value=3650, initial=30,
        widget=forms.NumberInput(attrs=CONTROL), help_text="没到天数的不再查，免得白花次数。",
    )  # fmt: skip
    per_minute = forms.IntegerField(
        label="每分钟最多查几次", min_value=1, max_value=600, initial=20,
        widget=forms.NumberInput(attrs=CONTROL),
    )  # fmt: skip
    seconds = forms.IntegerField(
        label="最多等几秒", min_value=1, max_value=60, initial=10,
        widget=forms.NumberInput(attrs=CONTROL),
    )  # fmt: skip
    reason = forms.CharField(
        label="为什么这样设", max_length=200, widget=forms.TextInput(attrs=CONTROL)
    )

    def __init__(self, *args: Any, source: LookUpSource | None = None, **more: Any) -> None:
        if source is not None:
            more.setdefault("initial", initial_of(source))
        super().__init__(*args, **more)
        for name, title in FIELDS.items():
            attributes = {**CONTROL, "placeholder": EXAMPLES[name]}
            self.fields[f"path_{name}"] = forms.CharField(
                label=title, required=False, max_length=200,
                widget=forms.TextInput(attrs=attributes),
            )  # fmt: skip

    def clean_headers(self) -> dict[str, str]:
        return _pairs(self.cleaned_data["headers"], ":", "名称与值之间请写英文冒号。")

    def clean_statuses(self) -> dict[str, str]:
        found = _pairs(self.cleaned_data["statuses"], "=", "两种说法之间请写等号。")
        if long := next((each for each in found.values() if len(each) > 20), ""):
            raise forms.ValidationError(f"“{long[:24]}”太长，登记状态最多 20 个字。")
        return found

    def said(self) -> dict[str, Any]:
        """Return the settings as the service keeps them."""
        data = dict(self.cleaned_data)
        data["paths"] = {n: data.pop(f"path_{n}").strip() for n in FIELDS if data[f"path_{n}"]}
        return data

    def blamed(self, where: str | None) -> str | None:
        """Return the field a problem is shown at; ``None`` for the whole form."""
        return where if where in self.fields else None

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return the fields as the page shows them: title, hint, fields."""
        return [
            ("怎样问", "", [self[n] for n in _ASKING]),
            ("答案里的位置", _WHERE, [self[f"path_{n}"] for n in FIELDS]),
            ("答案里的说法", "", [self[n] for n in ("statuses", "absent_path", "absent_value")]),
            ("限度", "", [self[n] for n in ("keep_days", "per_minute", "seconds", "reason")]),
        ]


_ASKING = ("enabled", "url", "method", "body", "headers", "secret_header", "secret")
_WHERE = (
    "一层一层写，中间用点；第几个写在方括号里，从 0 数起。没有的空着。"
    "法定代表人和电话只留散列，用来比对，不显示。"
)


def initial_of(source: LookUpSource) -> dict[str, Any]:
    """Return what the form shows of settings; the secret never."""
    same = (
        "enabled", "url", "method", "body", "secret_header", "absent_path", "absent_value",
        "keep_days", "per_minute", "seconds",
    )  # fmt: skip
    found = {name: getattr(source, name) for name in same}
    found["headers"] = "\n".join(f"{name}: {value}" for name, value in source.headers.items())
    found["statuses"] = "\n".join(f"{name}={value}" for name, value in source.statuses.items())
    return {**found, **{f"path_{name}": path for name, path in source.paths.items()}}


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={**CONTROL, "type": "date"}))


class PlanForm(forms.Form):
    """A visit to come."""

    planned_on = _day("计划日期")
    visitors = forms.CharField(
        label="走访人", max_length=120, widget=forms.TextInput(attrs=CONTROL),
        help_text="至少两人同去，写明姓名。",
    )  # fmt: skip
    purpose = forms.CharField(
        label="要核实什么", max_length=200, widget=forms.TextInput(attrs=CONTROL),
        help_text="例如“6 名毕业生是否在岗、社保由谁缴纳”。",
    )  # fmt: skip


class ReportForm(forms.Form):
    """What a visit found; a photo or a paper may go along."""

    visited_on = _day("走访日期")
    finding = forms.ChoiceField(
        label="结论", choices=Finding.choices, widget=forms.Select(attrs=SELECT)
    )
    text = forms.CharField(
        label="发现了什么", max_length=3000, widget=forms.Textarea(attrs={**CONTROL, "rows": 4})
    )


class ThresholdForm(forms.Form):
    """From when on groups are listed."""

    employers = forms.IntegerField(
        label="至少几家单位", min_value=2, max_value=1000, widget=forms.NumberInput(attrs=CONTROL)
    )
    people = forms.IntegerField(
        label="合计至少几名毕业生", min_value=0, max_value=10000,
        widget=forms.NumberInput(attrs=CONTROL), help_text="只数本届；填 0 就不看人数。",
    )  # fmt: skip
    reason = forms.CharField(
        label="为什么这样设", max_length=200, widget=forms.TextInput(attrs=CONTROL)
    )
