"""Read an answer by the paths a school set: typed, checked, nothing taken on trust.

What cannot be used is one sentence; the rest of the answer is used all the same. An answer about
somebody else is not used at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from quxiang.standards import fold_name
from quxiang.web.common import clock, sealed
from quxiang.web.employers.lookups.sending import PAGE, AbsentError, UnansweredError
from quxiang.web.employers.normalising import owner_key, phone_key
from quxiang.web.imports.fields import day

#: what may be read from an answer, in the order of the page that sets it
FIELDS = {
    "name": "单位名称", "uscc": "统一社会信用代码", "status": "登记状态",
    "status_on": "状态日期", "founded_on": "成立日期", "legal_person": "法定代表人",
    "address": "注册地址", "phone": "电话", "former_names": "曾用名",
}  # fmt: skip
LONGEST = {"name": 120, "uscc": 18, "status": 20, "legal_person": 60, "address": 200, "phone": 60}
FORMER = 30
EARLIEST = date(1900, 1, 1)
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BETWEEN = re.compile(r"[；;｜|、\n]+")
#: from here on a whole number is milliseconds since 1970, as many interfaces give dates
_MILLISECONDS = 10**11


@dataclass(frozen=True)
class Reading:
    """Where in an answer each field stands, and what its words mean here."""

    paths: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)
    absent_path: str = ""
    absent_value: str = ""


@dataclass(frozen=True)
class Asked:
    """Whom the answer must be about."""

    uscc: str
    names: Sequence[str]
    on: date


@dataclass
class Found:
    """What could be used of an answer, by the columns of a look-up, and what could not."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def steps_of(path: str) -> list[str | int] | None:
    """Return a path like ``data.list[0].name`` as steps; ``None`` for one that is no path."""
    steps: list[str | int] = []
    at = 0
    for match in _STEP.finditer(path):
        between = path[at : match.start()]
        if between not in ("", ".") or (between == "." and not steps):
            return None
        steps.append(match[1].strip() if match[1] else int(match[2]))
        at = match.end()
    return steps if steps and at == len(path) else None


def read_answer(content: bytes, reading: Reading, asked: Asked) -> Found:
    """Return what an answer says of the employer asked for.

    Raises ``AbsentError`` where it says there is none, ``UnansweredError`` where it is no answer
    to the question.
    """
    whole = _decoded(content)
    if reading.absent_path:
        said = _at(whole, reading.absent_path)
        if said is not None and _plain(said) == reading.absent_value:
            raise AbsentError
    found = Found()
    for name, path in reading.paths.items():
        if path and (value := _at(whole, path)) is not None:
            _READERS[name](found, name, value, asked)
    _about_them(found, asked)
    if status := found.values.get("status"):
        found.values["status"] = reading.statuses.get(status, status)
    return found


def _decoded(content: bytes) -> Any:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnansweredError("对方返回的文字读不出来，没有采用。请核对接口。")
    if text.lstrip().startswith("<"):
        raise UnansweredError(PAGE)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        message = "对方返回的不是约定的数据格式，没有采用。请核对接口地址和密钥。"
        raise UnansweredError(message) from error


def _at(whole: Any, path: str) -> Any:
    """Return what stands at a path; ``None`` where nothing does."""
    value = whole
    for step in steps_of(path) or ():
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _plain(value: Any) -> str | None:
    """Return a text without what no database keeps; ``None`` for what is neither text nor number.

    A lone half of a surrogate pair is no text.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and abs(value) >= 10**18:
        return None
    text = _CONTROLS.sub(" ", str(value)).strip()
    return None if any("\ud800" <= sign <= "\udfff" for sign in text) else text


def _text(found: Found, name: str, value: Any, _asked: Asked) -> None:
    text = _plain(value)
    if text is None:
        found.problems.append(f"返回的{FIELDS[name]}不是文字，没有采用。")
    elif len(text) > LONGEST[name]:
        found.problems.append(f"返回的{FIELDS[name]}超过 {LONGEST[name]} 个字符，没有采用。")
    elif text:
        found.values[name] = text


def _code(found: Found, name: str, value: Any, _asked: Asked) -> None:
    text = _plain(value)
    if text is None:
        found.problems.append(f"返回的{FIELDS[name]}不是文字，没有采用。")
    elif text:  # one of a wrong length is of another employer, and must be seen to be
        found.values[name] = sealed.folded(text)[:40]


def _day(found: Found, name: str, value: Any, asked: Asked) -> None:
    text = _plain(value)
    if text == "":
        return
    on = None if text is None else _on(value, text)
    if on is None:
        found.problems.append(f"返回的{FIELDS[name]}不是日期，没有采用。")
    elif not EARLIEST <= on <= asked.on:
        found.problems.append(f"返回的{FIELDS[name]}是 {on.isoformat()}，不可能，没有采用。")
    else:
        found.values[name] = on


def _on(value: Any, text: str) -> date | None:
    if isinstance(value, int) and value >= _MILLISECONDS:
        try:
            return clock.local(datetime.fromtimestamp(value / 1000, UTC)).date()
        except (ValueError, OverflowError, OSError):
            return None
    read, _ = day(text)
    return None if read is None else date.fromisoformat(read)


def _hashed(column: str, made: Callable[[str], str]) -> Callable[..., None]:
    def read(found: Found, name: str, value: Any, asked: Asked) -> None:
        given = Found()
        _text(given, name, value, asked)
        found.problems += given.problems
        if text := given.values.get(name):
            found.values[column] = made(text)

    return read


def _former(found: Found, name: str, value: Any, _asked: Asked) -> None:
    listed = value if isinstance(value, list) else [value]
    texts = [_plain(each) for each in listed]
    if any(text is None for text in texts):
        found.problems.append("返回的曾用名里有不是文字的内容，那几个没有采用。")
    names = [each.strip() for text in texts if text for each in _BETWEEN.split(text)]
    names = list(dict.fromkeys(each for each in names if each))
    kept = [each for each in names if len(each) <= LONGEST["name"]][:FORMER]
    if len(kept) < len(names):
        found.problems.append("返回的曾用名过长或过多，多出的没有采用。")
    if kept:
        found.values["former_names"] = kept


_READERS: Mapping[str, Callable[[Found, str, Any, Asked], None]] = {
    "name": _text, "uscc": _code, "status": _text, "status_on": _day, "founded_on": _day,
    "legal_person": _hashed("legal_person_hash", owner_key), "address": _text,
    "phone": _hashed("phone_hash", phone_key), "former_names": _former,
}  # fmt: skip


def _about_them(found: Found, asked: Asked) -> None:
    """Refuse an answer about another employer, and one that does not say about whom it is."""
    code, name = found.values.get("uscc", ""), found.values.get("name", "")
    if not code and not name:
        raise UnansweredError("返回里没有单位名称和代码，没有采用。请核对各项的位置。")
    if asked.uscc and code:
        if code != asked.uscc:
            raise UnansweredError(f"对方返回的是另一家单位（代码 {code}），没有采用。")
        return
    if fold_name(name) not in {fold_name(each) for each in asked.names}:
        raise UnansweredError("返回里没有代码，名称也对不上，无法确认是这家单位，没有采用。")
    if len(code) > LONGEST["uscc"]:
        del found.values["uscc"]
        found.problems.append("返回的统一社会信用代码过长，没有采用。")
