"""Every fixed word of a report, Chinese and English side by side."""
# ruff: noqa: E501 - a table: one word a line reads better than folded

from __future__ import annotations

from collections.abc import Callable, Mapping

from quxiang.standards.tables import TABLES

Words = Callable[[str], str]

WORDS: Mapping[str, tuple[str, str]] = {
    # what it is
    "report_check": ("毕业去向自查报告", "Self-check of graduate destinations"),
    "report_figures": ("毕业去向指标", "Graduate destination figures"),
    "cohort_of": ("{school} {cohort} 届", "{school}, cohort {cohort}"),
    "contents": ("目录", "Contents"),
    "skip": ("跳到正文", "Skip to the report"),
    "moment": ("统计时点", "As of"),
    "moment_none": ("没有时点", "No moment"),
    "standard": ("去向方案", "Scheme"),
    "scope": ("统计范围", "Scope"),
    "counted": ("纳入统计", "Counted"),
    "people": ("{n} 人", "{n} graduates"),
    "not_counted": ("不纳入", "not counted"),
    "left_out": ("已填去向但尚未生效", "Filed, not yet in force"),
    "settings": ("设置", "Settings"),
    "digest": ("摘要", "Digest"),
    # sections
    "summary": ("要点", "In short"),
    "figures": ("指标", "Figures"),
    "groups": ("分组指标", "Figures by group"),
    "findings": ("发现", "Findings"),
    "problems": ("文件里的问题", "Problems in the files"),
    "not_run": ("没有运行或只运行一部分", "What did not run, or only in part"),
    "inputs": ("输入文件", "Input files"),
    "columns": ("各列是怎样理解的", "How each column was understood"),
    "definitions": ("指标的含义", "What the figures mean"),
    # figures
    "figure": ("指标", "Figure"),
    "rate": ("比率", "Rate"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Denominator"),
    "class": ("类别", "Class"),
    "classes": ("各类互斥，合计为全部纳入统计的人。", "The classes exclude each other and hold everyone counted."),
    "sum": ("合计", "Total"),
    "rounding": (
        "各率由人数分别四舍五入，逐项相加与 100.00 % 可能差 0.01；合计按人数相加。",
        "Each rate is rounded from heads; added up they may differ from 100.00 % by 0.01.",
    ),
    "apart": ("单独统计，与上面各类有重叠", "Counted apart; overlaps the classes above"),
    "signals": ("监测信号", "Signals"),
    "both_readings": (
        "灵活就业率的成员官方未公布，学校也还没有选定，因此两种读法都列出。",
        "The members of the flexible rate are not published and not yet chosen: both readings.",
    ),
    "uncertain": ("口径未证实", "Not confirmed"),
    "per_thousand": ("每千人 {rate}", "{rate} per 1,000"),
    "whole": ("全校", "Whole school"),
    "by": ("按{name}", "By {name}"),
    "by_and": ("、", " and "),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "aside": ("（{n}）", " ({n})"),
    "line_end": ("{n}。", "{n}."),
    "named": ("{name}：{n}。", "{name}: {n}."),
    "group_placement": ("{name}的毕业去向落实率", "Placement rate by {name}"),
    "group_mix": ("{name}的去向构成", "Destination classes by {name}"),
    "chart_table": ("表格（{n} 组）", "Table ({n} groups)"),
    "chart_first": (
        "图中只画人数最多的 {n} 组，表格列出全部 {all} 组。",
        "The chart shows the {n} largest groups; the table has all {all}.",
    ),
    "chart_noscript": ("图需要脚本，数字都在表格里。", "Charts need scripts; the tables hold every number."),
    "zero_figures": ("各组人数都是 0、没有列出的指标：{names}。", "Left out, for every group has none: {names}."),
    "no_figures": (
        "没有算出指标：文件里没有毕业去向列，或没有一行纳入统计。",
        "No figures: the file has no destination column, or no row is counted.",
    ),
    "group": ("组", "Group"),
    "head_count": ("人数", "Graduates"),
    # findings
    "error": ("错误", "Error"),
    "suspect": ("疑似", "Suspect"),
    "notice": ("提示", "Notice"),
    "fault": ("成立", "Found"),
    "to_check": ("待核", "to check"),
    "count": ("{n} 条", "{n}"),
    "fault_and_check": ("成立 {fault} · 待核 {check}", "{fault} found · {check} to check"),
    "rule": ("规则", "Rule"),
    "severity": ("等级", "Severity"),
    "verdict": ("判断", "Verdict"),
    "clause": ("依据", "Clause"),
    "why": ("为什么查", "Why"),
    "remedy": ("怎么办", "What to do"),
    "sql": ("怎样查的（SQL）", "How it is found (SQL)"),
    "place": ("位置", "Where"),
    "message": ("发现了什么", "What"),
    "row_one": ("第 {rows} 行", "row {rows}"),
    "rows": ("第 {rows} 行", "rows {rows}"),
    "rows_more": ("第 {rows} 等 {n} 行", "rows {rows} … ({n})"),
    "no_row": ("整体", "As a whole"),
    "more": ("另有 {n} 条", "{n} more"),
    "more_on_screen": ("另有 {n} 条，见网页或工作簿。", "{n} more on screen and in the workbook."),
    "show_more": ("再看 {n} 条", "Show {n} more"),
    "more_elsewhere": (
        "共 {all} 条，这里列出前 {n} 条；全部见工作簿格式（--format xlsx）。",
        "{all} in all, the first {n} shown here; the workbook (--format xlsx) has every one.",
    ),
    "muted": ("另有 {n} 条已由答复或其他发现说明，没有列出。", "{n} more are answered or explained by others."),
    "clean": ("查过、没有发现", "Checked, nothing found"),
    "no_findings": (
        "运行的规则都没有发现问题。",
        "No rule that ran found anything.",
    ),
    "but_not_run": (
        "有的规则没有完整运行，见“没有运行或只运行一部分”。",
        "Some rules did not run in full: see what did not run.",
    ),
    "figures_only": ("只计算了指标，没有运行规则；用 quxiang check 检查。", "Figures only; quxiang check runs the rules."),
    "found_n": ("发现 {n} 条", "{n} findings"),
    "found_none": ("没有发现", "no findings"),
    "problems_n": ("文件里有 {n} 处问题", "{n} problems in the files"),
    "problems_none": ("文件里没有问题", "no problems in the files"),
    "not_run_n": ("{full} 项没有运行，{part} 项只运行一部分", "{full} did not run, {part} only in part"),
    "not_run_none": ("所有规则和指标都完整运行了。", "Every rule and figure ran in full."),
    # problems, inputs, columns
    "file": ("文件", "File"),
    "sheet": ("工作表", "Sheet"),
    "cell": ("单元格", "Cell"),
    "column": ("列", "Column"),
    "value": ("原值", "Value"),
    "what": ("问题", "Problem"),
    "then": ("{message}{remedy}", "{message} {remedy}"),
    "named_place": ("{place}：{said}", "{place}: {said}"),
    "value_said": ("“{value}”：{said}", "“{value}”: {said}"),
    "cells_more": ("{cells} 等 {n} 处", "{cells} … ({n})"),
    "no_problems": ("每个单元格都读懂了，没有要更正的地方。", "Every cell was understood."),
    "problems_more": ("这里列出前 {n} 种，共 {all} 种；全部见工作簿或 JSON 格式。", "The first {n} kinds of {all}; the workbook has every one."),
    "state": ("情况", "State"),
    "reason": ("原因", "Reason"),
    "partial": ("部分运行", "In part"),
    "absent": ("没有运行", "Did not run"),
    "table": ("用作", "Read as"),
    "rows_unit": ("行", "rows"),
    "header_row": ("表头在第 {n} 行", "header in row {n}"),
    "header": ("文件里的列", "Column in the file"),
    "field": ("理解为", "Understood as"),
    "how": ("依据", "By"),
    "unused": ("没有用到", "not used"),
    "table_of": ("“{name}”表", "table of {name}"),
    "how_exact": ("按表头", "by its header"),
    "how_alias": ("表头的另一种写法", "another header for it"),
    "how_pinyin": ("拼音或英文表头", "a header in pinyin or English"),
    "how_similar": ("表头相近，请核对", "a similar header, please check"),
    "how_mapping": ("由使用者指定", "as the user said"),
    "how_value": ("按单元格的内容，请核对", "by its cells, please check"),
    "how_unused": ("没有用到", "not used"),
    "no_value": ("（空）", "(empty)"),
    "no_inputs": ("没有输入文件。", "No input files."),
    # definitions
    "formula": ("算法", "Formula"),
    "basis": ("出处", "Basis"),
    "confidence": ("把握", "Confidence"),
    "high": ("高", "high"),
    "medium": ("中", "medium"),
    "low": ("低", "low"),
    "chosen": ("取值", "Chosen"),
    "item": ("项目", "Item"),
    "release": (
        "本报告由使用者在自己的文件上运行得出。其中的数字和名单，未经学校同意，不要带出本单位（N6.3）。",
        "Made by its user from the user's own files. No figure or list in it may leave the unit without the school's consent (N6.3).",
    ),
    "made_by": ("由 {program} 生成", "Made by {program}"),
    # workbook
    "index": ("目录", "Index"),
    "notes": ("说明", "Notes"),
    "problems_sheet": ("问题", "Problems"),
    "not_run_sheet": ("未运行", "Not run"),
    "go": ("转到", "Go to"),
    "per": ("每多少人", "Per"),
    "all": ("全部", "All"),
    "title": ("标题", "Title"),
    "number": ("条数", "Number"),
    "row": ("行", "Row"),
    "subject": ("对象", "Subject"),
    "fingerprint": ("指纹", "Fingerprint"),
    "period": ("周期", "Period"),
    "cohort": ("届", "Cohort"),
    "school": ("学校", "School"),
    "program": ("程序版本", "Program version"),
    "code": ("代码", "Code"),
    "cut": ("没有写全的", "What was cut"),
    "cut_cells": ("{n} 个单元格超过 32,767 字，只写了开头。", "{n} cells exceed 32,767 characters and hold only their beginning."),
    "cut_rows": ("“{sheet}”只写得下 {kept} 行，另有 {lost} 行没有写。", "Sheet {sheet} holds {kept} rows; {lost} were not written."),
    "cut_links": ("“{sheet}”只有前 {n} 行带链接，这是工作簿的上限。", "Only the first {n} rows of {sheet} carry a link, the limit of a workbook."),
    "links": (
        "点“行”列可打开原文件的那一行；请把本工作簿留在生成时的文件夹。",
        "The row column opens the source at that row; keep this workbook in the folder it was made in.",
    ),
    "cut_none": ("都写全了。", "Nothing was cut."),
}  # fmt: skip

#: what figures can be grouped by
DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "school": ("学校", "school"),
    "college": ("学院", "college"),
    "residence": ("书院", "residence"),
    "major_code": ("专业代码", "major code"),
    "major_name": ("专业", "major"),
    "direction": ("专业方向", "direction"),
    "level": ("学历层次", "level"),
    "completion": ("毕结业", "completion"),
    "gender": ("性别", "gender"),
    "study_mode": ("学习形式", "study mode"),
    "training_mode": ("培养方式", "training mode"),
    "origin": ("生源地", "origin"),
    "hardship": ("困难类别", "hardship"),
    "teacher_student": ("师范生类别", "teacher-training kind"),
    "status": ("学籍状态", "status"),
    "code": ("毕业去向", "destination"),
    "employer_nature": ("单位性质", "employer nature"),
    "industry": ("行业", "industry"),
    "job": ("职位类别", "job"),
    "place_code": ("单位所在地", "place"),
}


def table_title(name: str, lang: str) -> str:
    """Return what a person calls an input table: ``毕业生``, ``graduates``."""
    return TABLES[name].title if lang == "zh" else name.replace("_", " ")


def words(lang: str) -> Words:
    """Return the look-up of fixed words in a language; an unknown key is a mistake of ours."""
    at = 1 if lang == "en" else 0
    return lambda key: WORDS[key][at]


def dimension(name: str, lang: str) -> str:
    """Return what a person calls a grouping; an unknown one by its own name."""
    return DIMENSIONS.get(name, (name, name))[1 if lang == "en" else 0]
