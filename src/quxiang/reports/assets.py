"""The style and scripts a page carries inside itself, and the policy that allows only these."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from quxiang.problems import Problem, UnusableError

STATIC = Path(__file__).parent / "static"
ECHARTS = "vendor/echarts.min.js"
STYLE, SCRIPT = "report.css", "report.js"


@lru_cache
def asset(name: str) -> str:
    """Return a static file as text that may stand between its tags.

    Raises :class:`UnusableError` where it is not installed: a report without its charts would
    look whole and not be.
    """
    path = STATIC / name
    if not path.is_file():
        raise UnusableError(_missing(path.name))
    text = path.read_text(encoding="utf-8")
    if "</script" in text.lower() or "<!--" in text:
        raise UnusableError(_missing(path.name))
    return text


def _missing(name: str) -> Problem:
    return Problem(
        "asset_missing",
        f"前端文件 {name} 没有安装好，HTML 报告无法写出。",
        "请运行 python3 dev.py setup 后再试；其他格式（text、json、xlsx）不受影响。",
    )


def policy(style: str, scripts: list[str]) -> str:
    """Return a content security policy that lets in these texts and nothing from elsewhere."""
    parts = {
        "default-src": ["'none'"],
        "style-src": [_source(style)],
        "script-src": [_source(script) for script in scripts] or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in parts.items())


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
