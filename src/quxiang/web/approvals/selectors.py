"""A run as people read it: the chain, who is next, what blocks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Subquery

from quxiang.standards import Standard
from quxiang.web.approvals.models import Run, RunStep, Signature, StepKind
from quxiang.web.approvals.routes import SINGLY, is_among
from quxiang.web.approvals.seats import Seating, live
from quxiang.web.approvals.services.running import wants_stamp
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.destinations.changes import changed_fields
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.destinations.models import Registration

TONES = {
    StepState.WAITING: "", StepState.OPEN: "info", StepState.DONE: "good",
    StepState.SKIPPED: "doubt",
}  # fmt: skip


def title_of(step: RunStep) -> str:
    """Return what a step is called: by its post, else by its kind."""
    named = step.get_post_kind_display() if step.kind == StepKind.POST else step.get_kind_display()
    return f"{named}（签字并盖章）" if step.stamp else str(named)


@dataclass(frozen=True)
class Link:
    """One step of the chain as it is shown."""

    step: RunStep
    title: str
    tone: str
    signatures: tuple[Signature, ...]
    #: signed on an earlier version: which, and what changed since
    carried: str
    #: who can act now, or who can help where nobody may
    waits: str = ""
    blocked: bool = False
    #: of an open step: everybody asked to sign it
    seating: Seating | None = None


#: where a run keeps its steps once they are read
_KEPT = "_steps_kept"


def keeping(step: RunStep, steps: list[RunStep]) -> RunStep:
    """Keep the steps of a run on it, so that the chain does not read them again."""
    setattr(step.run, _KEPT, steps)
    return step


def find_run(registration: Registration | None) -> Run | None:
    """Return the newest run of a registration, its steps read with it."""
    if registration is None:
        return None
    newest = Run.objects.filter(registration=registration).order_by("-pk").values("pk")[:1]
    related = (
        "run__version",
        "run__registration__graduate__person__user",
        "college",
        "skipped_by",
        "stamped_by",
    )
    found = RunStep.objects.filter(run_id=Subquery(newest)).select_related(*related)
    steps = list(found.order_by("order"))
    return keeping(steps[0], steps).run if steps else None


def chain_of(run: Run) -> list[Link]:
    """Return the chain of a run, step by step, with what holds it up."""
    people = ("user", "post", "on_behalf_of", "version", "recorded_by", "sheet", "scan")
    signed = list(live(run.signatures.select_related(*people).order_by("pk")))
    return [_link(run, step, signed) for step in steps_of(run)]


def steps_of(run: Run) -> list[RunStep]:
    """Return the steps of a run, in order; read once, where they are kept on it."""
    steps: list[RunStep] | None = getattr(run, _KEPT, None)
    if steps is None:
        people = ("college", "skipped_by", "stamped_by")
        steps = list(run.steps.select_related(*people).order_by("order"))
    for each in steps:
        each.run = run
    return steps


def open_link(chain: list[Link]) -> Link | None:
    return next((each for each in chain if each.seating is not None), None)


def _link(run: Run, step: RunStep, signed: list[Signature]) -> Link:
    step.run = run
    kept = tuple(each for each in signed if each.step_id == step.pk)
    shown = (step, title_of(step), TONES[StepState(step.state)], kept, _carried(run, kept))
    if step.state != StepState.OPEN or run.state != RunState.RUNNING:
        return Link(*shown)
    seating = Seating(step, signed)
    waits, blocked = _waits(seating)
    return Link(*shown, waits=waits, blocked=blocked, seating=seating)


def _carried(run: Run, signatures: tuple[Signature, ...]) -> str:
    older = [each for each in signatures if each.version_id != run.version_id]
    if not older:
        return ""
    changed = changed_fields(older[0].version, run.version)
    titles = "、".join(FIELDS[name].title if name in FIELDS else "毕业去向" for name in changed)
    since = f"此后只改了{titles}" if titles else "此后内容没有变化"
    return f"签的是第 {older[0].version.number} 版，{since}"


def _waits(seating: Seating) -> tuple[str, bool]:
    """Say who can act on an open step, or who can help where nobody may; and whether it blocks."""
    step = seating.step
    if seating.signed and wants_stamp(step):
        return "已签字，等待登记盖章件的扫描件（录入员办理）。", False
    names = "、".join(dict.fromkeys(f"{each.user.name}（{each.title}）" for each in seating.needed))
    if names:
        return f"等待：{names}。", False
    barred = "、".join(dict.fromkeys(each.user.name for each in seating.in_conflict))
    return f"{_nobody(step, barred)}也可由就业创业指导中心写明原因、登记例外。", True


def _nobody(step: RunStep, barred: str) -> str:
    if barred:
        return f"{barred}须回避，这一步暂无他人可签：请给该岗位任命候补，"
    if step.kind == StepKind.GRADUATE:
        return "毕业生本人还没有账号：请录入员发放激活单，"
    if step.kind == StepKind.ADVISER:
        return "还没有给这名毕业生指定指导老师：请学院指定，"
    where = step.college.name if step.level == "college" else "学校"
    return f"{where}还没有可签这一步的岗位人员：请系统管理员任命，"


def is_signed_singly(standard: Standard, code: str) -> bool:
    """Say whether a destination never goes on a sheet of many."""
    return is_among(standard, code, SINGLY)
