"""What a college's recorder does today: the lists that follow from ours and the system's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from quxiang.web.common.columns import among
from quxiang.web.destinations.models import Registration, SystemRow, Version
from quxiang.web.destinations.services.echoing import agrees
from quxiang.web.destinations.states import RegistrationState as S
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ENTERED = SystemRow.State.ENTERED


@dataclass(frozen=True)
class Scope:
    """One cohort's graduates of some colleges, or of all of them."""

    cohort: Cohort
    colleges: tuple[int, ...] | None

    def graduates(self) -> QuerySet[Graduate]:
        rows = Graduate.objects.filter(
            school_id=self.cohort.school_id, cohort=self.cohort, removed=False
        )
        return rows if self.colleges is None else rows.filter(college_id__in=self.colleges)

    def whose(self, row: str, **said: Any) -> Q:
        """Return what a row about a graduate says, with whose it is: it has that beside it.

        Its own index then finds the few there are, and not the roster everybody.
        """
        own: dict[str, Any] = {"school_id": self.cohort.school_id, "cohort": self.cohort}
        if self.colleges is not None:
            own["college_id__in"] = self.colleges
        return Q(**{f"{row}__{name}": value for name, value in (own | said).items()})

    def system_rows(self) -> QuerySet[SystemRow]:
        """Return what the registering system said of these graduates."""
        rows = self.all_system_rows()
        return rows if self.colleges is None else rows.filter(college_id__in=self.colleges)

    def all_system_rows(self) -> QuerySet[SystemRow]:
        return SystemRow.objects.filter(school_id=self.cohort.school_id, cohort=self.cohort)

    @cached_property
    def seen(self) -> tuple[datetime | None, datetime | None]:
        """Return when the system's rows were last read, anybody's and those of this scope.

        The newest by its index: any at all, PostgreSQL would look for in rows of earlier cohorts.
        """
        newest = [
            Subquery(rows.order_by("-seen_at").values("seen_at")[:1])
            for rows in (self.all_system_rows(), self.system_rows())
        ]
        ((anybody, own),) = Cohort.objects.filter(pk=self.cohort.pk).values_list(*newest)
        return anybody, own


#: told to whoever is refused it
SEES_TODAY = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_see_today(user: User) -> bool:
    return posts_of(user).has(PostKind.RECORDER, PostKind.CENTRE_OFFICER)


def scope_of(user: User, cohort: Cohort) -> Scope:
    """Return whom somebody works for today: the own colleges, or the school for the centre."""
    posts = posts_of(user)
    if posts.has(PostKind.CENTRE_OFFICER):
        return Scope(cohort, None)
    return Scope(cohort, tuple(posts.units(PostKind.RECORDER)))


@dataclass(frozen=True)
class Line:
    """One graduate on a list, and why."""

    graduate: Graduate
    why: str


@dataclass(frozen=True)
class List:
    """One of the lists: who is on it, what it is called, what to do, the text to copy."""

    key: str
    title: str
    hint: str
    text: str
    lines: Callable[[Scope], Sequence[Line]]
    count: Callable[[Scope], int]


_SHOWN = ("registration__current", "system_row", "college")


def _settled(scope: Scope) -> QuerySet[Graduate]:
    known = scope.whose("registration", known_at__isnull=False, current__isnull=True)
    return scope.graduates().filter(known)


def _unentered(scope: Scope) -> QuerySet[Graduate]:
    """Signed and not entered; or entered here, and the system's export does not have it.

    Who was taken over stood in that system: it lost them only where an export of their college
    that was read since does not have them.
    """
    wanted = scope.whose("registration", state=S.SIGNED)
    if scope.seen[0] is not None:
        seen = scope.all_system_rows()
        since = seen.filter(
            college=OuterRef("college_id"), seen_at__gt=OuterRef("registration__changed_at")
        )
        adopted = Q(registration__current__source=Version.Source.ADOPTED)
        lost = ~Exists(seen.filter(graduate=OuterRef("pk"))) & (~adopted | Exists(since))
        wanted |= scope.whose("registration", state=S.ENTERED) & lost
    return scope.graduates().filter(wanted)


def _why_unentered(graduate: Graduate) -> str:
    entered = graduate.registration.state == S.ENTERED
    return "这里已录入，登记系统导出里没有" if entered else "已审签，待录入"


def _differing(scope: Scope) -> QuerySet[Graduate]:
    """Return of whom the two systems may say different things; ``agrees`` has the last word."""
    ours, theirs = "filed__current__", "system_row__"
    codes = ~Q(**{f"{ours}code": F(f"{theirs}code")})
    uscc = ~Q(**{f"{ours}employer_uscc": F(f"{theirs}employer_uscc")})
    names = ~Q(**{f"{ours}employer_name": F(f"{theirs}employer_name")})
    filed = FilteredRelation("registration", condition=scope.whose("registration"))
    return (
        scope.graduates()
        .annotate(filed=filed)
        .filter(
            scope.whose("system_row", state=ENTERED),
            Q(filed__current__isnull=True) | Q(filed__state=S.ENTERED) & (codes | uscc | names),
        )
    )


def _differing_lines(scope: Scope) -> list[Line]:
    keys = list(_differing(scope).values_list("pk", flat=True))
    named = Graduate.objects.filter(among(Graduate, "id", keys))
    rows = Graduate.objects.filter(pk__in=named.values("pk")).select_related(*_SHOWN)
    found = []
    for graduate in rows.order_by("student_no"):
        registration, row = getattr(graduate, "registration", None), graduate.system_row
        current = registration.current if registration is not None else None
        if registration is None or current is None:
            found.append(Line(graduate, "登记系统里有，这里还没有登记"))
        elif not agrees(row, current):
            found.append(Line(graduate, _difference(row, registration)))
    return found


def _difference(row: SystemRow, registration: Registration) -> str:
    current = registration.current
    if current is None or row.code != current.code:
        ours = current.code if current else "无"
        return f"去向：这里 {ours}，登记系统 {row.code or '空'}"
    return f"单位：这里“{current.employer_name}”，登记系统“{row.employer_name}”"


def _returned(scope: Scope) -> QuerySet[Graduate]:
    refused = scope.graduates().filter(
        scope.whose("registration", state=S.RETURNED, current__exchange__state="refused")
    )
    returned = scope.system_rows().filter(state=SystemRow.State.RETURNED)
    return scope.graduates().filter(
        Q(pk__in=refused.values("pk")) | Q(pk__in=returned.values("graduate"))
    )


def _unconfirmed(scope: Scope) -> QuerySet[Graduate]:
    return scope.graduates().filter(
        scope.whose("system_row", state=ENTERED, confirmed_on__isnull=True)
    )


def _lines(
    rows: Callable[[Scope], QuerySet[Graduate]], why: Callable[[Graduate], str]
) -> Callable[[Scope], list[Line]]:
    def lines(scope: Scope) -> list[Line]:
        found = rows(scope).select_related(*_SHOWN).order_by("college__order", "student_no")
        return [Line(each, why(each)) for each in found]

    return lines


def _counted(rows: Callable[[Scope], QuerySet[Graduate]]) -> Callable[[Scope], int]:
    return lambda scope: rows(scope).count()


def _why_returned(graduate: Graduate) -> str:
    row = getattr(graduate, "system_row", None)
    return (row.reason if row is not None else "") or "登记系统没有写原因"


LISTS: tuple[List, ...] = (
    List(
        "settled",
        "已落实未登记",
        "本人或老师说已落实，还没有登记。请联系本人填写。",
        "同学你好：你已落实去向，还没有在系统里登记。请今天登录“我的去向”填写，几分钟即可，谢谢。",
        _lines(_settled, lambda _: "已落实，待登记"),
        _counted(_settled),
    ),
    List(
        "unentered",
        "未录入",
        "已审签，登记系统里还没有。下载文件导入登记系统。",
        "老师好：以下毕业生的去向已审签，今天录入登记系统，请知悉。",
        _lines(_unentered, _why_unentered),
        _counted(_unentered),
    ),
    List(
        "differing",
        "不一致",
        "这里和登记系统的内容不同。核实后改其中一边。",
        "同学你好：你在学校和登记系统里的去向不一致，请今天核对“我的去向”，有误请点“不对”。",
        _differing_lines,
        lambda scope: len(_differing_lines(scope)),
    ),
    List(
        "returned",
        "被退回",
        "登记系统退回的。按原因修改后重新审签、录入。",
        "同学你好：你的去向被登记系统退回，请今天登录“我的去向”看退回原因并修改，谢谢。",
        _lines(_returned, _why_returned),
        _counted(_returned),
    ),
    List(
        "unconfirmed",
        "未确认",
        "已录入，本人还没有在全国系统确认。只能由本人确认。",
        "同学你好：你的去向已录入，请登录“全国高校毕业生就业去向登记系统”核对并确认；如有变化请先告诉我们。",
        _lines(_unconfirmed, lambda _: "全国系统待本人确认"),
        _counted(_unconfirmed),
    ),
)
BY_KEY = {each.key: each for each in LISTS}
