"""What a person covered: rectangles as parts of a page, burnt into the pixels."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from quxiang.web.evidence.intake.limits import RefusedError

MOST = 200
COVER = (17, 17, 17)


@dataclass(frozen=True)
class Area:
    """A rectangle on a page; page 1 is the first, the rest are parts of its width and height."""

    page: int
    x: float
    y: float
    width: float
    height: float


def areas_of(text: str) -> tuple[Area, ...]:
    """Read ``[[page, x, y, width, height], …]``. Refuses what the page cannot have sent."""
    if not text.strip():
        return ()
    try:
        rows = json.loads(text)
        areas = tuple(Area(int(p), *(float(n) for n in rest)) for p, *rest in rows)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _unreadable() from error
    if len(areas) > MOST or not all(_sound(each) for each in areas):
        raise _unreadable()
    return areas


def _sound(area: Area) -> bool:
    parts = (area.x, area.y, area.width, area.height)
    return area.page >= 1 and all(0 <= each <= 1 for each in parts) and min(parts[2:]) > 0


def _unreadable() -> RefusedError:
    return RefusedError("areas", "遮盖的位置没有读懂，文件没有保存。", "请重新选择文件，再画一次。")


def covered(image: Image.Image, areas: Sequence[Area], page: int) -> Image.Image:
    """Return the picture with every area of this page painted over, its edges included."""
    mine = [each for each in areas if each.page == page]
    if not mine:
        return image
    painted = image.copy()
    draw = ImageDraw.Draw(painted)
    width, height = image.size
    for each in mine:
        left, top = math.floor(each.x * width), math.floor(each.y * height)
        right = math.ceil((each.x + each.width) * width)
        bottom = math.ceil((each.y + each.height) * height)
        draw.rectangle((left, top, max(right, left + 1), max(bottom, top + 1)), fill=COVER)
    return painted
