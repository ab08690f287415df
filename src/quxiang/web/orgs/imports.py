"""Staff with their posts, and who advises whom, as imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quxiang.problems import Problem
from quxiang.standards.tables import GRADUATES
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import mails
from quxiang.web.accounts.services.users import create_user
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.meanwhile import leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, register
from quxiang.web.orgs.access import may_set_up
from quxiang.web.orgs.kinds import COLLEGE_POSTS, AdvisingKind, PostKind
from quxiang.web.orgs.models import Advising, Appointment, Unit
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.orgs.services.advising import advise, stop_advising
from quxiang.web.orgs.services.posts import appoint, relieve
from quxiang.web.orgs.services.units import add_post, add_unit
from quxiang.web.roster.models import Graduate

K = StagedRow.Kind
POSTS = {kind.label: kind.value for kind in PostKind}
KINDS = {kind.label: kind.value for kind in AdvisingKind}
STAFF = (
    Field(
        "number", "工号", ("教工号", "职工号", "人员编号"), f.text(30), required=True, sample="8001"
    ),
    Field("name", "姓名", ("教师姓名", "xm"), f.text(60), required=True, sample="钱明"),
    Field("phone", "手机号码", ("手机", "联系电话"), f.phone, sealed=True, sample="13800000000"),
    Field(
        "email",
        "电子邮件",
        ("邮箱", "电子邮箱", "E-mail"),
        f.mail,
        sealed=True,
        sample="qian@example.edu.cn",
    ),
    Field(
        "identity_tail",
        "身份证号后六位",
        ("证件后六位", "身份证后六位"),
        f.text(6),
        sample="123456",
    ),
    Field("unit", "单位", ("学院", "部门", "所在单位"), f.text(60), sample="农学院"),
    Field("post", "岗位", ("职务类别",), f.choice(POSTS), sample="录入员"),
    Field("title", "岗位名称", ("职务", "职务名称"), f.text(60), sample="党委副书记"),
)
ADVISING = (
    Field(
        "student_no",
        "学号",
        GRADUATES.by_name["student_no"].aliases,
        f.text(30),
        required=True,
        sample="20200101001",
    ),
    Field("name", "姓名", ("学生姓名",), f.text(60), sample="王晓禾"),
    Field(
        "number",
        "工号",
        ("老师工号", "导师工号", "教工号"),
        f.text(30),
        required=True,
        sample="8006",
    ),
    Field(
        "kind",
        "身份",
        ("老师类别", "指导类别"),
        f.choice(KINDS),
        required=True,
        sample="毕业生辅导员",
    ),
)


def _problem(code: str, message: str, remedy: str) -> Problem:
    return Problem(code, message, remedy)


def stage_staff(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Say of each row which account and which post it makes."""
    users = {u.number: u for u in User.objects.filter(school_id=upload.school_id)}
    units = {u.name: u for u in Unit.objects.filter(school_id=upload.school_id)}
    held = {
        (a.user.number, a.kind, a.unit.name if a.unit else "", a.post.title)
        for a in Appointment.objects.filter(
            school_id=upload.school_id, ended_at__isnull=True
        ).select_related("user", "unit", "post")
    }
    recorders: dict[str, str] = {
        a.unit.name: a.user.number
        for a in Appointment.objects.filter(
            school_id=upload.school_id, kind=PostKind.RECORDER, ended_at__isnull=True
        ).select_related("user", "unit")
        if a.unit is not None
    }
    for row in rows:
        yield _staff_row(row, users, units, held, recorders)


def _staff_row(
    row: Given, users: Mapping[str, User], units: Mapping[str, Unit],
    held: set[tuple[str, str, str, str]], recorders: dict[str, str],
) -> Staged:  # fmt: skip
    number, name = row.text("number"), row.text("name")
    unit, kind = row.text("unit"), row.text("post")
    title = row.text("title") or (PostKind(kind).label if kind else "")
    label = f"{name} {number}"
    problems = [*row.problems, *_staff_problems(row, users, units, recorders)]
    if problems:
        return Staged(row.number, K.PROBLEM, label, problems=problems)
    where = unit if kind in COLLEGE_POSTS else ""
    if kind == PostKind.RECORDER:
        recorders[unit] = number
    diff: list[tuple[str, str, str]] = []
    if number not in users:
        diff.append(("账号", "", f"{name}（{number}）"))
    if kind and (number, kind, where, title) not in held:
        diff.append(("岗位", "", f"{where}{title}"))
    values = {
        "number": number, "name": name, "unit": where, "post": kind, "title": title,
        "identity_tail_blind": sealed.blind(row.text("identity_tail"), "identity_tail"),
        **(sealed.columns("phone", row.text("phone")) if row.text("phone") else {}),
        **(mails.columns(row.text("email")) if row.text("email") else {}),
    }  # fmt: skip
    known = users.get(number)
    outcome = K.UNCHANGED if not diff else K.NEW if known is None else K.CHANGED
    return Staged(row.number, outcome, label, known.pk if known else None, values, diff)


def _staff_problems(
    row: Given, users: Mapping[str, User], units: Mapping[str, Unit], recorders: Mapping[str, str]
) -> list[Problem]:
    found = []
    number, name = row.text("number"), row.text("name")
    unit, kind = row.text("unit"), row.text("post")
    known = users.get(number)
    if CLEAR in (row.values.get("number"), row.values.get("name")):
        found.append(_problem("cannot_clear", "工号和姓名不能清空。", "请填写。"))
    if known is not None and name and known.name != name:
        message = f"工号 {number} 在系统里是 {known.name}。"
        found.append(_problem("name_differs", message, "请核对工号。"))
    if kind in COLLEGE_POSTS and not unit:
        found.append(_problem("no_unit", "学院岗位没有填写单位。", "请写明在哪个学院。"))
    if kind in COLLEGE_POSTS and unit in units and units[unit].kind != Unit.Kind.COLLEGE:
        found.append(_problem("not_a_college", f"“{unit}”不是学院。", "请核对单位。"))
    holder = recorders.get(unit)
    if kind == PostKind.RECORDER and holder not in (None, number):
        message = f"“{unit}”已有录入员 {holder}，每个学院只能有一名。"
        found.append(_problem("recorder_taken", message, "请在“单位与岗位”里办理交接。"))
    return found


def apply_staff(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Make accounts, colleges that are missing, posts and appointments of a batch."""
    undo: dict[int, Any] = {}
    for row in batch:
        values = row.values
        user = User.objects.filter(
            school_id=upload.school_id, number=values["number"]
        ).first() or _new_user(upload, values)
        try:
            made = _appointed(upload, user, values) if values["post"] else None
        except InvalidError as refusal:  # somebody else was appointed since the preview
            leave_out(row, *refusal.problems)
            continue
        undo[row.pk] = {"user": user.pk, "appointment": made.pk if made else None}
    return undo


def _new_user(upload: Import, values: Mapping[str, Any]) -> User:
    user = create_user(
        school=upload.school, kind=User.Kind.STAFF, number=values["number"], name=values["name"],
        by=upload.by,
    )  # fmt: skip
    own = {n: v for n, v in values.items() if n.startswith(("phone_", "email_", "identity_tail_"))}
    User.objects.filter(pk=user.pk).update(**own)
    return user


def _appointed(upload: Import, user: User, values: Mapping[str, Any]) -> Appointment | None:
    unit = None
    if values["unit"]:
        unit = Unit.objects.filter(school_id=upload.school_id, name=values["unit"]).first()
        unit = unit or add_unit(
            school=upload.school, kind=Unit.Kind.COLLEGE, name=values["unit"], by=upload.by
        )
    post = add_post(
        school=upload.school, kind=values["post"], unit=unit, title=values["title"], by=upload.by
    )
    if post.appointments.filter(user=user, ended_at__isnull=True).exists():
        return None
    return appoint(post=post, user=user, by=upload.by, reason=f"导入 {upload.filename}"[:200])


def undo_staff(upload: Import, batch: Sequence[StagedRow]) -> None:
    """End the appointments a batch made; accounts stay, without a post."""
    for step in (row.undo for row in batch if row.undo):
        made = Appointment.objects.filter(pk=step["appointment"], ended_at__isnull=True).first()
        if made is not None:
            relieve(appointment=made, by=upload.by, reason="撤销导入")


def stage_advising(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Say of each row who would advise whom; a recorder's file reaches the own college only."""
    units = posts_of(upload.by).units(PostKind.RECORDER)
    graduates = Graduate.objects.filter(cohort=upload.cohort, removed=False)
    if not posts_of(upload.by).has(PostKind.CENTRE_OFFICER):
        graduates = graduates.filter(college_id__in=units)
    by_number = {g.student_no: g for g in graduates}
    users = {
        u.number: u for u in User.objects.filter(school_id=upload.school_id, kind=User.Kind.STAFF)
    }
    known = set(
        Advising.objects.filter(school_id=upload.school_id, ended_at__isnull=True).values_list(
            "graduate_id", "adviser_id", "kind"
        )
    )
    for row in rows:
        yield _advising_row(row, by_number, users, known)


def _advising_row(
    row: Given, graduates: Mapping[str, Graduate], users: Mapping[str, User],
    known: set[tuple[int, int, str]],
) -> Staged:  # fmt: skip
    graduate, adviser = graduates.get(row.text("student_no")), users.get(row.text("number"))
    kind = row.text("kind")
    label = f"{row.text('name')} {row.text('student_no')}"
    problems = list(row.problems)
    if graduate is None:
        message = f"这一届名册里（或本院）没有学号“{row.text('student_no')}”。"
        problems.append(_problem("unknown_graduate", message, "请核对学号。"))
    elif row.text("name") and row.text("name") != graduate.name:
        message = f"学号 {graduate.student_no} 在名册里是 {graduate.name}。"
        problems.append(_problem("name_differs", message, "请核对学号与姓名。"))
    if adviser is None:
        message = f"没有工号为“{row.text('number')}”的教职工账号。"
        problems.append(_problem("unknown_staff", message, "请先导入教职工。"))
    if problems or graduate is None or adviser is None:
        known_as = graduate.pk if graduate else None
        return Staged(row.number, K.PROBLEM, label, known_as, problems=problems)
    values = {"graduate": graduate.pk, "adviser": adviser.pk, "kind": kind}
    if (graduate.pk, adviser.pk, kind) in known:
        return Staged(row.number, K.UNCHANGED, label, graduate.pk, values)
    known.add((graduate.pk, adviser.pk, kind))
    diff = [(AdvisingKind(kind).label, "", adviser.name)]
    return Staged(row.number, K.NEW, label, graduate.pk, values, diff)


def apply_advising(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Start the advising of a batch."""
    graduates = Graduate.objects.in_bulk([row.values["graduate"] for row in batch])
    users = User.objects.in_bulk({row.values["adviser"] for row in batch})
    undo: dict[int, Any] = {}
    for row in batch:
        made = advise(
            adviser=users[row.values["adviser"]], graduate=graduates[row.values["graduate"]],
            kind=row.values["kind"], by=upload.by,
        )  # fmt: skip
        undo[row.pk] = made.pk
    return undo


def undo_advising(upload: Import, batch: Sequence[StagedRow]) -> None:
    """End the advising a batch started."""
    for made in Advising.objects.filter(pk__in=[row.undo for row in batch if row.undo]):
        stop_advising(advising=made, by=upload.by)


def may_import_advising(user: User) -> bool:
    """Say whether somebody says who advises: the centre for all, a recorder for the college."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


register(
    Target(
        name="staff", title="教职工与岗位", fields=STAFF, may=may_set_up, stage=stage_staff,
        sentence="教职工账号及其岗位；新账号没有密码，由本人用激活码激活。",
        apply=apply_staff, undo=undo_staff,
    )
)  # fmt: skip
register(
    Target(
        name="advising", title="指导关系", fields=ADVISING, may=may_import_advising,
        sentence="谁指导哪些毕业生、以什么身份；录入员只能导入本院的。", needs_cohort=True,
        stage=stage_advising, apply=apply_advising, undo=undo_advising,
        about=lambda row: row.object_id,
    )
)  # fmt: skip
