"""What the web advises where the exchange speaks of options of the command line.

Every sentence of the exchange that names an option or a command has its own here; a test holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quxiang.problems import Problem

_CHOOSE = "请在下面“每一列被认作什么”里选对各列，再按“按改正的列重新读取”"
_STANDARD_NAME = "请改成代码表里的代码或标准名称。"
#: code → remedy of the web, filled with the same facts
REMEDIES: Mapping[str, str] = {
    "no_such_sheet": "请在下面另选一张工作表，或重新上传。",
    "no_sheets": "请重新上传，不选工作表。",
    "no_header": f"{_CHOOSE}；表头请放在最上面几行，列名可照样表写。",
    "missing_columns": f"若某一列其实就是，{_CHOOSE}；否则请补上该列后重新上传。",
    "several_cohorts": "请按届分成几份，各上传一次。",
    "no_such_cohort": "请核对选的是哪一届。",
    "bad_mapping": f"{_CHOOSE}。",
    "mapping_unknown_column": f"{_CHOOSE}。",
    "mapping_unknown_field": f"{_CHOOSE}。",
    "unknown_column": "有用就在下面“每一列被认作什么”里选它是哪一列，没用就不必理会。",
    "unread_sheet": "请在下面改选要读的工作表，或把各表合并到一张后重新上传；也可分几次导入。",
    "same_field_twice": "要用后者，请在下面的列表里把前者选为“不用”、后者选为“{title}”。",
    "close_to_required": "若是，请在下面“每一列被认作什么”里把它选为“{title}”。",
    "other_cohort_rows": "若不应略去，请核对毕业年份和选的届别。",
    "unknown_code": _STANDARD_NAME,
    "needs_child": "请填下级代码。",
    "odd_date": "请核对年份。",
    "odd_dates": "请核对年份。",
}
#: code → sentence, where that names an option too
MESSAGES: Mapping[str, str] = {
    "mapping_unknown_column": "文件里没有列“{header}”。",
    "mapping_unknown_field": "“{table}”里没有字段“{field}”。",
}


def for_the_web(problem: Problem) -> Problem:
    """Return a problem of a file with what can be done about it in the browser."""
    facts = dict(problem.facts or ())
    remedy = REMEDIES.get(problem.code) if problem.facts is not None else None
    if remedy is None:
        return problem
    message = MESSAGES.get(problem.code)
    return replace(
        problem, remedy=remedy.format(**facts),
        message=problem.message if message is None else message.format(**facts),
    )  # fmt: skip
