"""What graduates are told beside the three buttons, until a school writes its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from quxiang.web.destinations.models import Guidance

#: as several universities' public notices of 2024 name it; the school has the last word
ADDRESS = "https://dj.ncss.cn"
BASIS = "多所高校 2024 年公开通知载明的全国登记系统网址；本校尚未核对"
CALLS = (
    "统计部门或主管部门可能给您和用人单位打电话或发短信，核对毕业去向。请按自己的实际情况回答。"
    "任何人都不得要求您按某个说法回答，也不得替您回答；有人这样要求的，请在这里点“不对”告诉中心。"
)


@dataclass(frozen=True)
class Told:
    """What a page shows: address with its basis, the paragraph on calls, the version (0: ours)."""

    address: str = ADDRESS
    basis: str = BASIS
    calls: str = CALLS
    number: int = 0

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc


def guidance_of(school_id: int) -> Told:
    """Return what a school tells its graduates now."""
    newest = Guidance.objects.filter(school_id=school_id).first()
    if newest is None:
        return Told()
    return Told(newest.address, newest.basis, newest.calls, newest.number)
