"""Read settings from TOML; every key that is unknown or wrong is a problem, nothing is skipped."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.settings import CalendarSettings, Settings, Value
from quxiang.standards.settingsvalues import (
    CALENDAR,
    MAIN,
    PARAMETER_NAME,
    RULE_CODE,
    Reader,
    RefusedError,
    parameter,
)
from quxiang.standards.sources import FOLDER

SAMPLE = FOLDER / "settings.sample.toml"
_SECTIONS = ("calendar", "rules")
#: settings that are parameters of T101 at the same time
SWING = {"swing_unit": "unit", "swing_base": "base"}


def read_settings(path: Path) -> Settings:
    """Read a settings file. Raises ``UnusableError`` with every problem, each naming its key."""
    at = Where(path.name)
    try:
        return parse_settings(path.read_bytes().decode("utf-8-sig"), path.name)
    except OSError as error:
        message = f"读不了设置文件 {path.name}。"
        problem = Problem("settings_unreadable", message, "请核对路径。", at)
        raise UnusableError(problem) from error
    except UnicodeDecodeError as error:
        message = f"设置文件 {path.name} 不是 UTF-8 文字。"
        problem = Problem("settings_bad_encoding", message, "请另存为 UTF-8。", at)
        raise UnusableError(problem) from error


def parse_settings(text: str, file: str = "") -> Settings:
    """Return the settings of a TOML text; what it does not name keeps its default."""
    form = _Form(file)
    given = _toml(text, file)
    settings = form.settings(given)
    form.refuse_twice(given, settings.rules)
    form.raise_if_wrong()
    return settings


def settings_of_values(values: Mapping[str, Any], file: str = "") -> Settings:
    """Return the settings a whole mapping of plain values stands for; unset ones are ``None``."""
    form = _Form(file)
    settings = form.settings({name: each for name, each in values.items() if each is not None})
    form.raise_if_wrong()
    return settings


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        at = Where(file, cell=f"第 {line[1]} 行" if line else "末尾")
        message = f"设置文件不是合格的 TOML：{at.cell}写法有误。"
        remedy = f"请对照 {SAMPLE.name} 改正。"
        raise UnusableError(Problem("settings_bad_toml", message, remedy, at)) from error


class _Form:
    """Types a parsed file key by key and collects what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def settings(self, given: Mapping[str, Any]) -> Settings:
        sections = {name: given.get(name, {}) for name in _SECTIONS}
        plain = {name: value for name, value in given.items() if name not in _SECTIONS}
        calendar = CalendarSettings(**self._read("calendar.", sections["calendar"], CALENDAR))
        rules = self._rules(sections["rules"])
        return Settings(**self._read("", plain, MAIN), calendar=calendar, rules=rules)

    def _read(self, prefix: str, given: object, readers: Mapping[str, Reader]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in self._section(prefix, given).items():
            if name not in readers:
                self._complain_unknown(prefix + name, tuple(readers) if prefix else _ALL)
            else:
                self._take(found, prefix, name, value, readers[name])
        return found

    def _take(
        self, found: dict[str, Any], prefix: str, name: str, value: object, reader: Reader
    ) -> None:
        try:
            found[name] = reader(value)
        except RefusedError as refused:
            message = f"设置“{prefix + name}”的值不对：{refused}。"
            self._complain("settings_bad_value", prefix + name, message, refused.remedy, value)

    def _section(self, prefix: str, given: object) -> Mapping[str, object]:
        if isinstance(given, Mapping):
            return given
        name = prefix.rstrip(".")
        message = f"“{name}”应是一节。"
        self._complain("settings_bad_value", name, message, f"请写成 [{name}]。", given)
        return {}

    def _rules(self, given: object) -> Mapping[str, Mapping[str, Value]]:
        found: dict[str, Mapping[str, Value]] = {}
        for code, values in self._section("rules.", given).items():
            name = f"rules.{code}"
            if not RULE_CODE.fullmatch(code):
                message = f"“{code}”不是规则代码。"
                self._complain("settings_bad_value", name, message, "请写成 [rules.T101]。", code)
                continue
            readers = dict.fromkeys(_parameter_names(values), parameter)
            found[code] = MappingProxyType(self._read(f"{name}.", values, readers))
        return MappingProxyType(found)

    def raise_if_wrong(self) -> None:
        if self.problems:
            raise UnusableError(self.problems)

    def refuse_twice(
        self, plain: Mapping[str, Any], rules: Mapping[str, Mapping[str, Value]]
    ) -> None:
        """Refuse the two ways of saying one thing in one file, for one would go unheard."""
        for key, name in SWING.items():
            if key in plain and name in rules.get("T101", {}):
                message = f"“{key}”与“rules.T101.{name}”是同一项，写了两次。"
                self._complain("settings_twice", key, message, "请只保留一处。", plain[key])

    def _complain_unknown(self, key: str, known: tuple[str, ...]) -> None:
        message = f"不认识的设置“{key}”。"
        remedy = f"可用的设置：{'、'.join(known)}。" if known else "参数名用小写英文字母。"
        self._complain("settings_unknown_key", key, message, remedy)

    def _complain(self, code: str, key: str, message: str, remedy: str, value: object = "") -> None:
        self.problems.append(
            Problem(code, message, remedy, Where(self.file, column=key), str(value))
        )


def _parameter_names(values: object) -> list[str]:
    names = list(values) if isinstance(values, Mapping) else []
    return [each for each in names if PARAMETER_NAME.fullmatch(each)]


_ALL = (*MAIN, *_SECTIONS)
