"""Column mappings kept in a file: ``quxiang columns FILE --save``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from quxiang.exchange.faults import refusal
from quxiang.problems import Where


def save_mapping(path: Path, mapping: Mapping[str, str]) -> None:
    """Write header → field as TOML, in the order given."""
    lines = ['# 列名 = 字段；不用的列写 "-"', "[columns]"]
    lines += [f"{_quoted(header)} = {_quoted(field)}" for header, field in mapping.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_mapping(path: Path) -> dict[str, str]:
    """Read header → field; raise ``UnusableError`` for a file that is no such mapping."""
    where = Where(path.name)
    try:
        columns = tomllib.loads(path.read_text(encoding="utf-8"))["columns"]
    except FileNotFoundError:
        raise refusal("missing_file", where) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise refusal("bad_mapping", where, detail=_why(error)) from error
    except KeyError:
        raise refusal("bad_mapping", where, detail="缺少 [columns]") from None
    if not isinstance(columns, dict) or not all(isinstance(each, str) for each in columns.values()):
        raise refusal("bad_mapping", where, detail="每行应为 列名 = 字段")
    return columns


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 文本"
    return "没有权限或磁盘有误" if isinstance(error, OSError) else "不是合格的 TOML"


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are TOML's, save that DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
