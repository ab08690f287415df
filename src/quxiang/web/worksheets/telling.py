"""Tell a checker that records wait, and that they are not there any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.notifications.services import send
from quxiang.web.worksheets.models import CrossRecord, CrossRound, CrossTask

#: where a checker reads what is lent, and whoever has nothing lent any more the own sheets
SHEETS, OWN = "/worksheets/?side=cross", "/worksheets/"


def tell_opened(made: CrossRound) -> None:
    """Tell everybody who checks in a round of whom, how many and until when."""
    until = f"{clock.local(made.until):%-m月%-d日 %H:%M}"
    for checker, tasks in _by_checker(made.tasks.all()).items():
        what = f"：请您核查{_colleges(tasks)}的 {_records(tasks)} 条记录，{until} 前请完成"
        _tell(checker, made, "open", what, SHEETS)


def tell_ended(found: CrossRound, tasks: Iterable[CrossTask], reason: str) -> None:
    """Tell those who still checked that a round is over."""
    for checker in _by_checker(tasks):
        what = f"已结束（{reason}），名单里的记录不再显示，已下的结论保留"
        _tell(checker, found, "end", what, OWN)


def tell_taken_back(task: CrossTask, reason: str) -> None:
    """Tell somebody that the records of one college are another's to check."""
    [checker] = User.objects.select_related("school").filter(pk=task.checker_id)
    what = f"：请您核查的{task.college.name}的记录已收回（{reason}），不再显示，已下的结论保留"
    _tell(checker, task.round, f"back-{task.pk}", what, OWN)


def _by_checker(tasks: Iterable[CrossTask]) -> dict[User, list[CrossTask]]:
    keys = [each.pk for each in tasks]
    rows = CrossTask.objects.filter(pk__in=keys).select_related("checker__school", "college")
    found: dict[User, list[CrossTask]] = {}
    for each in rows.order_by("college__order", "pk"):
        found.setdefault(each.checker, []).append(each)
    return found


def _colleges(tasks: Sequence[CrossTask]) -> str:
    return "、".join(each.college.name for each in tasks)


def _records(tasks: Sequence[CrossTask]) -> int:
    return CrossRecord.objects.filter(task__in=[each.pk for each in tasks]).count()


def _tell(user: User, found: CrossRound, act: str, what: str, link: str) -> None:
    key = f"crossround-{found.pk}-{act}-{user.pk}"
    send(user, "cross_check", key=key, link=link, number=str(found.number), what=what)
