"""What papers, complaints, messages and the trail tell of a graduate, as far as a reader may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from quxiang.web.audit.models import Entry, SubjectOf
from quxiang.web.audit.words import kind_word, word_for
from quxiang.web.complaints.access import complaints_visible_to
from quxiang.web.destinations.models import Registration
from quxiang.web.documents.models import Document, Kind
from quxiang.web.inspection.parts import Part, moment, shortened, tells_part
from quxiang.web.notifications.models import Message
from quxiang.web.papers.models import Paper
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: of the trail; what would tell of a sample that runs, a dispute or who complained is left out
_HIDDEN = ("complaint", "dispute", "survey", "sampledrecord", "call")
#: looked at and printed: said by number, as a look at this file is one more
_LOOKED = ("view", "document.make", "inspection.draw")


@tells_part(45)
def papers(graduate: Graduate, _: User) -> Part:
    """Give the papers that name somebody, and what was printed of them."""
    own = Q(unit__in=(graduate.college_id,)) | Q(unit__isnull=True)
    rows = Paper.objects.filter(own, cohort=graduate.cohort).select_related("prepared_by")
    told = [
        (
            str(each), each.about.title, each.get_state_display(), each.sha256[:16],
            f"{each.prepared_by.name} {moment(each.prepared_at)}",
        )
        for each in rows.order_by("pk")
        if graduate.pk in each.subjects
    ]  # fmt: skip
    made = Document.objects.filter(graduate=graduate).exclude(kind=Kind.WHOLE)
    told += [
        (
            each.label, each.get_kind_display(), "已被取代" if each.superseded_at else "现行",
            each.sha256[:16],
            f"{each.made_by.name if each.made_by else ''} {moment(each.made_at)}".strip(),
        )
        for each in made.select_related("made_by").order_by("pk")
    ]  # fmt: skip
    return Part("文件", ("文件", "类别", "状态", "散列", "经办"), told)


@tells_part(50)
def complaints(graduate: Graduate, user: User) -> Part:
    """Give complaints about somebody's record that the reader handles; never who complained."""
    rows = complaints_visible_to(user).filter(graduate=graduate).order_by("pk")
    told = [
        (
            each.label,
            moment(each.at),
            each.get_about_display(),
            each.get_state_display(),
            each.get_outcome_display(),
        )
        for each in rows
    ]
    note = "只列您办理范围内的举报，不列举报人和举报内容。"
    return Part("举报", ("编号", "收到", "被举报的", "办理", "结果"), told, note)


@tells_part(55)
def messages(graduate: Graduate, _: User) -> Part:
    """Give what was sent to somebody, codes hidden, the newest first."""
    if graduate.person.user_id is None:
        return Part("消息", (), (), "还没有激活账号，没有发过消息。")
    rows = Message.objects.filter(user_id=graduate.person.user_id).order_by("-created_at", "-pk")
    told = [
        (
            moment(each.created_at),
            each.get_channel_display(),
            each.to_masked,
            each.text,
            each.get_delivery_display() if each.delivery else each.get_state_display(),
            moment(each.sent_at),
        )
        for each in rows
    ]
    return shortened("消息", ("写成", "方式", "发给", "内容", "结果", "发出"), told)


@tells_part(60)
def trail(graduate: Graduate, _: User) -> Part:
    """Give what the trail says was done about somebody, the newest first."""
    about = SubjectOf.objects.filter(graduate_id=graduate.pk).values_list("entry_id", flat=True)
    done_to = Q(object_kind="graduate", object_id=str(graduate.pk))
    for key in Registration.objects.filter(graduate=graduate).values_list("pk", flat=True):
        done_to |= Q(object_kind="registration", object_id=str(key))
    own = Entry.objects.filter(done_to, school_id=graduate.school_id).values_list("pk", flat=True)
    rows = Entry.objects.filter(pk__in={*about, *own}, school_id=graduate.school_id)
    shown = rows.exclude(object_kind__in=_HIDDEN).exclude(action__in=_LOOKED)
    told = [
        (f"第 {seq} 条", moment(at), word_for(action), kind_word(kind), who or "系统")
        for seq, at, action, kind, who in shown.order_by("-seq").values_list(
            "seq", "at", "action", "object_kind", "actor_name"
        )
    ]
    part = shortened("留痕", ("序号", "时间", "做了什么", "对象", "谁"), told)
    note = f"{part.note}查阅和打印不列在内，审计岗位在“留痕”里可查全部。"
    return Part(part.title, part.heads, part.rows, note)
