"""Rules and views as Spark SQL: the same text, translated, with what has no translation refused.

Nothing here imports PySpark; whoever has a session runs the texts on it.
"""

from __future__ import annotations

import sqlglot
from sqlglot import ErrorLevel
from sqlglot.errors import SqlglotError

from quxiang.engine.sqltree import DIALECT, SqlError


def translated(sql: str) -> str:
    """Return one query in Spark's dialect.

    Raises :class:`SqlError` where a construct means nothing there, or where the result is no
    SQL of Spark's.
    """
    try:
        text = sqlglot.transpile(
            sql, read=DIALECT, write="spark", unsupported_level=ErrorLevel.RAISE
        )[0]
        sqlglot.parse_one(text, dialect="spark")
    except SqlglotError as error:
        detail = str(error).split("\n", maxsplit=1)[0]
        raise SqlError(
            "untranslatable", f"在 Spark 上没有对应的写法：{detail}", "请改用两边都有的写法。"
        ) from error
    return text
