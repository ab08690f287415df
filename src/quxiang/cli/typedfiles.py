"""Parquet files as inputs: tables with the engine's own columns, as ``quxiang simulate`` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quxiang.engine.dataset import ALWAYS_GIVEN, NEEDED, arrow_schema, impossible, typed
from quxiang.exchange import InputFile, Ready
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.tables import TABLES, Table

LAYOUT = "parquet"
_MAGIC = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Say whether a file is Parquet, by its content."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def typed_file(path: Path, table: str, on: date | None = None) -> Ready:
    """Read a table whose columns are the engine's.

    Raises :class:`UnusableError` with every column that is unknown, missing or of another type.
    """
    where = Where(path.name)
    try:
        data = pq.read_table(path)
    except (pa.ArrowInvalid, OSError):
        message = "Parquet 文件已损坏，读不出来。"
        raise UnusableError(Problem("bad_parquet", message, "请重新生成。", where)) from None
    if problems := list(_problems(data.schema, TABLES[table], where)):
        raise UnusableError(problems)
    if why := impossible(data, TABLES[table]):
        message = f"“{TABLES[table].title}”表不能用：{why}。"
        raise UnusableError(Problem("bad_parquet", message, "请重新生成。", where))
    if not data.num_rows and table == "graduates":
        message = "表里没有一行数据。"
        raise UnusableError(Problem("no_usable_row", message, "请换一个文件。", where))
    return Ready(typed(data, TABLES[table]), _given(data), _file(path, data), _at(on))


def _at(on: date | None) -> datetime | None:
    return None if on is None else datetime.combine(on, time())


def _given(data: pa.Table) -> frozenset[str]:
    """Return the columns that hold anything; one that is empty throughout was not given."""
    held = {name for name in data.column_names if data.column(name).null_count < data.num_rows}
    return frozenset(held) - ALWAYS_GIVEN


def _file(path: Path, data: pa.Table) -> InputFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return InputFile(path.name, digest, data.num_rows, "", 0, LAYOUT, "")


def _problems(schema: pa.Schema, table: Table, where: Where) -> Iterator[Problem]:
    declared = {field.name: field.type for field in arrow_schema(table)}
    title = table.title
    for name in NEEDED:
        if name in declared and name not in schema.names:
            message = f"“{title}”表缺少列 {name}。"
            yield Problem("missing_columns", message, "Parquet 文件须有引擎的列。", where)
    for field in schema:
        if field.name not in declared:
            message = f"“{title}”表没有列 {field.name}。"
            yield Problem("unknown_column", message, "请去掉它，或改成引擎的列名。", where)
        elif not _alike(field.type, declared[field.name]):
            wanted = declared[field.name]
            message = f"“{title}”表的列 {field.name} 类型是 {field.type}，应为 {wanted}。"
            yield Problem("bad_type", message, "请按引擎的类型重新写出。", where)


def _alike(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Say whether a type loses nothing as the wanted one."""
    plain = given.value_type if pa.types.is_dictionary(given) else given
    if pa.types.is_string(wanted):
        return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain))
    if pa.types.is_timestamp(wanted):
        return bool(pa.types.is_timestamp(plain) and plain.tz is None)
    if pa.types.is_int64(wanted):
        return bool(pa.types.is_integer(plain) and plain.bit_width <= 64)
    return bool(plain == wanted)
