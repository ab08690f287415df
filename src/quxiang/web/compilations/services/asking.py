"""Ask for a college's records to be compiled, or for what came since as a supplement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.compilations.access import COMPILES, may_compile
from quxiang.web.compilations.models import Compilation
from quxiang.web.compilations.records import added_since, records_of
from quxiang.web.compilations.selectors import heads_have, of_college
from quxiang.web.compilations.states import COMPILATION, CompilationState
from quxiang.web.jobs.services import enqueue
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "compilations.make"


@trail.atomic()
def ask(*, cohort: Cohort, college: Unit, site: str, by: User) -> Compilation:
    """Have a college compiled as it stands; what the heads already have is never touched.

    Before anything was sent to be signed this makes the compilation anew; after that it makes the
    next supplement, of what came or changed since. Refuses while one is being made, and a
    supplement of nothing. Somebody who asked at the same moment was first: 409.
    """
    require(may_compile(by, college), COMPILES)
    before = of_college(cohort, college)
    last = before[-1] if before else None
    if last is not None and last.state == CompilationState.MAKING:
        raise InvalidError(f"{last.title}正在汇编，请等它完成。")
    if last is not None and not heads_have(last):
        return _again(last, site, by)
    if not Graduate.objects.filter(cohort=cohort, college=college, removed=False).exists():
        raise InvalidError(f"{college.name}{cohort}没有毕业生，没有可以汇编的记录。")
    if last is not None:
        _refuse_nothing(cohort, college, before)
    made = Compilation(
        school_id=cohort.school_id, cohort=cohort, college=college, moment=clock.now(), by=by,
        number=last.number + 1 if last else 0, state=CompilationState.MAKING,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise StaleStateError("刚才已有人开始汇编，请刷新后再看。") from error
    trail.record("compilation.ask", made, by=by, after={"title": made.title})
    _enqueue(made, site)
    return made


def _refuse_nothing(cohort: Cohort, college: Unit, before: Sequence[Compilation]) -> None:
    """Refuse a supplement of nothing here, where whoever asks is told, not in the worker."""
    standard = standard_of(cohort.school_id, cohort.scheme)
    if not added_since(records_of(cohort, college, standard), before):
        message = f"{before[-1].title}以后没有新的登记、变更或材料，不用编增补。"
        raise InvalidError(Problem("compilation.nothing", message, "有新的登记后再编。"))


def _again(last: Compilation, site: str, by: User) -> Compilation:
    move(last, COMPILATION["again"], by=by, moment=clock.now(), by_id=by.pk, message="")
    trail.record("compilation.again", last, by=by, after={"title": last.title})
    _enqueue(last, site)
    return last


def _enqueue(made: Compilation, site: str) -> None:
    enqueue(
        TASK, key=f"compilation-{made.pk}", by=made.by, school_id=made.school_id,
        compilation=made.pk, site=site,
    )  # fmt: skip
