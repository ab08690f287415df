"""Name the first figure or finding in which two lists of results differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Differing:
    """The first difference as a clause, its line in the stored file (0: none), how many differ."""

    clause: str
    line: int
    count: int


def first_difference(
    kind: str, stored: Sequence[bytes], computed: Sequence[bytes]
) -> Differing | None:
    """Return where stored results of a kind differ from computed ones; ``None`` if nowhere."""
    if list(stored) == list(computed):
        return None
    there, here = _by_key(kind, stored), _by_key(kind, computed)
    keys = sorted(key for key in there.keys() | here.keys() if there.get(key) != here.get(key))
    if not keys:
        return Differing("只是次序或字节不同", 0, 0)
    then, now = there.get(keys[0]), here.get(keys[0])
    line = _line_of(kind, stored, keys[0])
    return Differing(_clause(keys[0], then, now), line, len(keys))


def _by_key(kind: str, lines: Sequence[bytes]) -> dict[str, Value]:
    return {_key(kind, value): value for value in map(_value, lines)}


def _value(line: bytes) -> Value:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {"line": repr(line)}


def _key(kind: str, value: Value) -> str:
    """Return what a line is about, so that lines of two lists meet."""
    if "line" in value:
        return f"读不出的一行 {value['line'][:40]}"
    if kind == "figures":
        group = "、".join(f"{n}={v}" for n, v in sorted(_texts(value.get("group")).items()))
        return f"指标 {value.get('code')}（{value.get('standard')} 方案，{group or '全部'}）"
    if kind == "findings":
        return f"发现 {value.get('rule')}（指纹 {value.get('fingerprint')}）"
    return f"未运行 {value.get('rule')}（{value.get('reason')}）"


def _texts(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _line_of(kind: str, lines: Sequence[bytes], key: str) -> int:
    return next((at for at, ln in enumerate(lines, 1) if _key(kind, _value(ln)) == key), 0)


def _clause(key: str, then: Value | None, now: Value | None) -> str:
    if then is None:
        return f"{key}：存的没有，重算有"
    if now is None:
        return f"{key}：存的有，重算没有"
    return f"{key}：{'，'.join(_fields(then, now))}"


def _fields(then: Value, now: Value) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            yield f"{name} 存的是 {_shown(then.get(name))}，重算为 {_shown(now.get(name))}"


def _shown(value: object) -> str:
    return str(value) if isinstance(value, (int, str)) else msgspec.json.encode(value).decode()
