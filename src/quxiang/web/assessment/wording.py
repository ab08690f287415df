"""What may be written of a college: enough to understand it, and nobody's name."""

from __future__ import annotations

from django.db.models import F, Value

from quxiang.problems import Problem, Where
from quxiang.web.accounts.models import User
from quxiang.web.assessment.models import Listing
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate

SHORTEST, LONGEST = 4, 2000
TITLE = 60


def written(text: str, column: str, wanted: str, longest: int = LONGEST) -> str:
    """Return what was written; refuses too little and too much."""
    words = text.strip()
    if not SHORTEST <= len(words) <= longest:
        message = f"要写 {SHORTEST} 到 {longest} 个字。"
        raise InvalidError(Problem("listing.text", wanted + message, "", Where(column=column)))
    return words


def refuse_names(text: str, college: Unit) -> None:
    """Refuse words that name a graduate of the college or somebody of the staff."""
    people = Graduate.objects.filter(college=college, removed=False).exclude(name="")
    staff = User.objects.filter(school_id=college.school_id, kind=User.Kind.STAFF)
    for rows, who in ((people, "毕业生"), (staff.exclude(name=""), "教职工")):
        said = rows.annotate(said=Value(text)).filter(said__contains=F("name"))
        if name := said.order_by().values_list("name", flat=True).first():
            message = f"文字里出现了{who}“{name}”的姓名，没有保存。"
            remedy = "负面清单只对学院，不点个人；请改写，个人的情况在所附的预警和材料里。"
            raise InvalidError(Problem("listing.names", message, remedy))


def reason_for(listing: Listing, text: str, wanted: str) -> str:
    """Return the reason of a step, which names nobody."""
    words = written(text, "text", wanted)
    refuse_names(words, listing.college)
    return words
