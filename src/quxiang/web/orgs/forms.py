"""Forms that set up units, posts and who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from quxiang.web.accounts.models import User
from quxiang.web.orgs.kinds import COLLEGE_POSTS, SCHOOL_POSTS, PostKind
from quxiang.web.orgs.models import Appointment, Post, ReviewGroup, Unit

CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}


class UnitForm(forms.Form):
    """A new unit."""

    kind = forms.ChoiceField(
        label="类别", choices=Unit.Kind.choices, widget=forms.Select(attrs=SELECT)
    )
    name = forms.CharField(label="名称", max_length=60, widget=forms.TextInput(attrs=CONTROL))
    code = forms.CharField(
        label="代码", max_length=20, required=False, widget=forms.TextInput(attrs=CONTROL)
    )


class PostForm(forms.Form):
    """A new post at a unit or at the school."""

    kind = forms.ChoiceField(label="岗位", widget=forms.Select(attrs=SELECT))
    title = forms.CharField(
        label="名称", max_length=60, required=False, widget=forms.TextInput(attrs=CONTROL),
        help_text="例如“党委副书记”；不填则用岗位的通称。",
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit | None, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = SCHOOL_POSTS if unit is None else COLLEGE_POSTS
        if unit is not None and unit.kind != Unit.Kind.COLLEGE:
            kinds = tuple(kind for kind in kinds if kind != PostKind.RECORDER)
        choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class NumberField(forms.CharField):
    """The number of a member of staff of one school."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "off"}), **more
        )


class StaffForm(forms.Form):
    """Somebody of the school, by number."""

    number = NumberField(label="工号")

    def __init__(self, *args: Any, school_id: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.school_id = school_id

    def clean_number(self) -> User:
        number = str(self.cleaned_data["number"]).strip()
        user = User.objects.filter(
            school_id=self.school_id, number=number, kind=User.Kind.STAFF, closed_at__isnull=True
        ).first()
        if user is None:
            raise forms.ValidationError(f"没有工号为“{number}”的教职工账号。请先导入或添加。")
        return user


class AppointForm(StaffForm):
    """Who holds a post, or stands in for its holder."""

    role = forms.ChoiceField(
        label="身份", widget=forms.Select(attrs=SELECT),
        choices=[choice for choice in Appointment.Role.choices if choice[0] != "delegate"],
    )  # fmt: skip
    reason = forms.CharField(
        label="依据", max_length=200, required=False, widget=forms.TextInput(attrs=CONTROL)
    )


class HandOverForm(StaffForm):
    """The next recorder, and whom the page showed in office; nobody where the post was vacant."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.TextInput(attrs=CONTROL))
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DelegateForm(StaffForm):
    """Who acts for somebody, until when."""

    until = forms.DateTimeField(
        label="截止", widget=forms.DateTimeInput(attrs={**CONTROL, "type": "datetime-local"})
    )
    reason = forms.CharField(label="原因", max_length=200, widget=forms.TextInput(attrs=CONTROL))


class GroupForm(forms.Form):
    """Who signs for a college."""

    scope = forms.ChoiceField(
        label="学生", choices=ReviewGroup.Scope.choices, widget=forms.Select(attrs=SELECT)
    )
    rule = forms.ChoiceField(
        label="怎样签", choices=ReviewGroup.Rule.choices, widget=forms.Select(attrs=SELECT)
    )
    posts = forms.ModelMultipleChoiceField(
        label="岗位", queryset=Post.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, unit: Unit, known: Iterable[Post] | None = None, **more: Any
    ) -> None:
        """Offer the unit's reviewers; whoever has its open posts already hands them over."""
        super().__init__(*args, **more)
        posts = Post.objects.filter(
            unit=unit, kind=PostKind.COLLEGE_REVIEWER, closed_at__isnull=True
        )
        field: Any = self.fields["posts"]
        field.queryset = posts
        if known is not None:
            reviewers = [each for each in known if each.kind == PostKind.COLLEGE_REVIEWER]
            field.choices = [(each.pk, field.label_from_instance(each)) for each in reviewers]
