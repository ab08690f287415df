"""Write settings as the TOML that ``--settings`` reads back to the very same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from quxiang.standards.settings import Settings, Value
from quxiang.standards.settingsfile import SWING

#: what TOML takes raw neither in a text nor anywhere else, and JSON does
_DELETE = "\x7f"


def written(settings: Settings) -> str:
    """Return settings as TOML. What is unset is left out; everything else is named."""
    return "".join(f"{line}\n" for line in _lines(settings))


def _lines(settings: Settings) -> Iterator[str]:
    values = settings.values
    rules: Mapping[str, Mapping[str, Value]] = values["rules"]
    overridden = rules.get("T101", {})
    for name, value in values.items():
        twice = name in SWING and SWING[name] in overridden  # refused when read: one went unheard
        if name not in ("calendar", "rules") and value is not None and not twice:
            yield f"{name} = {_value(value)}"
    yield from _section("calendar", asdict(settings.calendar))
    for code, parameters in sorted(rules.items()):
        yield from _section(f"rules.{code}", parameters)


def _section(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    for key, value in values.items():
        yield f"{key} = {_value(value)}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
