"""Are the front-end files of ``assets/vendor.json`` installed that the pages name?"""

from __future__ import annotations

import re
from pathlib import Path

from quxiang.problems import Problem, UnusableError
from quxiang.web.common.templatetags.parts import TONES

WEB = Path(__file__).resolve().parents[1]
VENDOR = WEB / "static" / "vendor"
REMEDY = "请运行 python3 dev.py setup 后再试。"
_ICON = re.compile(
    r"""{%\s*icon\s+"([\w-]+)"|menu\.register\([^)]*?,\s*"([\w-]+)",\s*shown_to=\w+,?\s*\)"""
)
_STATIC = re.compile(r"""{%\s*static\s+['"]vendor/([^'"]+)['"]""")


def named() -> set[str]:
    """Return every front-end file that a template or the menu names, below ``VENDOR``."""
    files = {f"icons/{icon}.svg" for icon in TONES.values()}
    for path in (*WEB.glob("*/templates/**/*.html"), *WEB.glob("*/pages.py")):
        text = path.read_text(encoding="utf-8")
        files.update(_STATIC.findall(text))
        files.update(f"icons/{a or b}.svg" for a, b in _ICON.findall(text))
    return files


def missing() -> Problem | None:
    """Return what to say where front-end files are not there, or ``None``."""
    lacking = sorted(name for name in named() if not (VENDOR / name).is_file())
    if not lacking:
        return None
    first = "、".join(lacking[:3])
    return Problem(
        "asset_missing", f"前端文件没有安装好，缺 {len(lacking)} 个（{first} 等）。", REMEDY
    )


def demand() -> None:
    """Raise :class:`UnusableError` where front-end files are not there."""
    if (lacking := missing()) is not None:
        raise UnusableError(lacking)
