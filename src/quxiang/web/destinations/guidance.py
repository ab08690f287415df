"""What graduates are told beside the three buttons, until a school writes its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from quxiang.web.destinations.models import Guidance

CALLS = (
    "统计部门或主管部门可能给您和用人单位打电话或发短信，核对毕业去向。请按自己的实际情况回答。"
    "任何人都不得要求您按某个说法回答，也不得替您回答；有人这样要求的，请在这里点“不对”告诉中心。"
)


@dataclass(frozen=True)
class Told:
    """What a page shows: address with its basis, the paragraph on calls, the version (0: ours).

    There is no address until the school writes one: a made-up one would send graduates astray.
    """

    address: str = ""
    basis: str = ""
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
