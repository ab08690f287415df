"""Whose evidence goes along, or whom an inspector is shown: by number, or drawn by a seed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from django.db.models import Q

from quxiang.estimates.drawing import Unit, drawn, frame_hash
from quxiang.problems import Problem, Where
from quxiang.web.common.columns import among
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.models import Cohort, Graduate

#: a list somebody types; whoever wants more packs everything
MOST = 2000
_NUMBER = re.compile(r"[0-9A-Za-z]{4,20}")
_WIDE = {ord("０") + at: str(at) for at in range(10)}


def new_seed() -> str:
    return secrets.token_hex(8)


def frame_of(cohort: Cohort) -> dict[str, int]:
    """Return everybody who can be drawn: key by student number, which is their name in the draw."""
    rows = Graduate.objects.filter(cohort=cohort, removed=False).exclude(student_no="")
    return dict(rows.order_by().values_list("student_no", "pk"))


def draw(cohort: Cohort, count: int, seed: str) -> tuple[list[int], str]:
    """Return whom a seed draws, in order, and the hash of the frame. Refuses more than there are.

    The same seed over the same frame draws the same, whoever does it.
    """
    if not re.fullmatch(r"[0-9A-Za-z]{4,32}", seed):
        raise _wrong("seed", "种子要 4 到 32 位字母或数字。", "可以用页面给出的。")
    frame = frame_of(cohort)
    if not 1 <= count <= len(frame):
        message = f"名册里可抽的有 {len(frame)} 人，抽不出 {count} 人。"
        raise _wrong("count", message, "请改人数。")
    units = [Unit(name, "") for name in frame]
    return [frame[name] for name in drawn(units, {"": count}, seed)], frame_hash(units)


def numbers_in(text: str) -> list[str]:
    """Return the numbers somebody typed, each once, in their order."""
    found = _NUMBER.findall(text.translate(_WIDE))
    return list(dict.fromkeys(found))


def by_numbers(cohort: Cohort, text: str) -> list[int]:
    """Return whom typed numbers mean, students' or examination numbers; refuses any unknown."""
    numbers = numbers_in(text)
    if not numbers:
        raise _wrong("numbers", "没有写学号或考生号。", "请一行写一个。")
    if len(numbers) > MOST:
        raise _wrong("numbers", f"一次最多 {MOST} 人。", "要更多的，请选“全部”。")
    rows = Graduate.objects.filter(cohort=cohort, removed=False)
    either = Q(among(Graduate, "student_no", numbers)) | Q(among(Graduate, "exam_no", numbers))
    found = list(rows.filter(either).order_by("pk").values_list("pk", "student_no", "exam_no"))
    known = {each for _, *both in found for each in both}
    unknown = [each for each in numbers if each not in known]
    if unknown:
        listed = "、".join(unknown[:5]) + ("等" if len(unknown) > 5 else "")
        message = f"名册里没有这 {len(unknown)} 个号码：{listed}。"
        raise _wrong("numbers", message, "请核对后再提出。")
    return [key for key, *_ in found]


def by_number(cohorts: Sequence[Cohort], text: str) -> Graduate:
    """Return the one graduate a number means, the newest cohort first.

    Refuses everything else in a sentence; a number of another school is one nobody has.
    """
    if "*" in text.translate(_WIDE) or "＊" in text:
        message = "这个号码有几位被 * 遮盖了，认不出是谁。"
        raise _wrong("number", message, "请输完整的学号或考生号。")
    numbers = numbers_in(text)
    if len(numbers) != 1:
        said = "一次只打开一人的全档。" if numbers else "没有写学号或考生号。"
        raise _wrong("number", said, "请输一个完整的学号或考生号。")
    rows = Graduate.objects.filter(cohort__in=cohorts).order_by("removed", "-cohort__year")
    found = rows.filter(student_no=numbers[0]).first() or rows.filter(exam_no=numbers[0]).first()
    if found is None:
        like = "（18 位的像是身份证号，这里只认学号和考生号）" if len(numbers[0]) == 18 else ""
        raise _wrong("number", f"名册里没有这个学号或考生号{like}。", "请核对后再输。")
    if found.removed:
        raise _wrong("number", "这个号码的人已移出名册，没有全档。", "移出的原因见名册。")
    return found


def _wrong(column: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem("pack", message, remedy, Where(column=column)))
