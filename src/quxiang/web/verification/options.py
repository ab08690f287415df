"""What a survey is planned with, and what of it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from quxiang.standards import Standard
from quxiang.web.common.refusals import InvalidError
from quxiang.web.verification.models import Kind

#: classes the Ministry asks about first
RISKY = ("12", "75", "76")


@dataclass(frozen=True)
class Options:
    """All of a plan; shares in 1/10 000."""

    kind: str
    title: str
    half_width: int = 500
    expected: int = 1000
    minimum: int = 2
    whole_codes: Sequence[str] = RISKY
    whole_flagged: bool = False
    whole_marked: bool = True
    everybody: bool = False
    max_tries: int = 3
    retry_hours: int = 4
    opens_at: time = time(9)
    closes_at: time = time(20)
    as_of: datetime | None = None


def refuse_odd(options: Options, standard: Standard) -> None:
    """Refuse a plan that cannot be carried out, with what to do instead."""
    if options.kind not in Kind.values:
        raise InvalidError("没有选方式。请选致电毕业生、致电用人单位或实地走访。")
    if not options.title.strip():
        raise InvalidError("名称没有填。请写明是哪一次核查，例如“7 月第一轮”。")
    if not 50 <= options.half_width <= 2000:
        raise InvalidError("允许误差应在 0.5 到 20 个百分点之间。")
    if not 100 <= options.expected <= 9900:
        raise InvalidError("预计不一致率应在 1 % 到 99 % 之间；没有把握的填 50 %，抽得最多。")
    if options.minimum > 50:
        raise InvalidError("每层最少人数最多 50。要全查的去向请选在“全查的去向”里。")
    odd = [each for each in options.whole_codes if each not in standard.destinations]
    if odd:
        raise InvalidError(f"这一届的方案里没有去向代码“{odd[0]}”。请只选列出的去向。")
    if not 1 <= options.max_tries <= 10 or not 1 <= options.retry_hours <= 72:
        raise InvalidError("最多拨打 1 到 10 次，无人接听后隔 1 到 72 小时。")
    if options.opens_at >= options.closes_at:
        raise InvalidError("拨打开始时间应早于结束时间。")
