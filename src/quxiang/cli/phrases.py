"""The command line's own words in a report or an explanation, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    "scope": (
        "学籍状态为{statuses}的全体毕业生；没有状态列时为表内全部。",
        "All graduates whose registry status is {statuses}; without that column, everyone.",
    ),
    "as_of": ("由 --as-of 指定", "given by --as-of"),
    "recorded_at": ("表内最新的登记时间", "newest time of registration in the file"),
    "entered_at": ("表内最新的录入时间", "newest time of entry in the file"),
    "agreed_on": ("表内最新的签约日期", "newest date of agreement in the file"),
    "snapshot": ("快照写明的时点", "stated by the snapshot"),
    "no_date": ("输入里没有可用的日期", "no usable date in the input"),
    "scheme": ("去向方案", "Scheme"),
    "counts_from": ("自何时起计入", "Counts from"),
    "in_review": ("提交审签起", "submitted for review"),
    "signed": ("审签完成起", "fully signed"),
    "entered": ("录入系统起", "entered in the system"),
    "own_choice": ("本校设置，官方未明示", "set by the school, not stated officially"),
    "flexible_members": ("灵活就业率成员", "Members of the flexible rate"),
    "flexible_unset": ("未设定，两种读法并列", "not set, both readings shown"),
    "not_published": ("2024 方案的成员官方未公布", "not published for the 2024 scheme"),
    "other_hire_is_employer": ("其他录用形式（12）", "Other forms of hire (12)"),
    "as_employer": ("计入单位就业", "counted as employer"),
    "apart": ("单列一类", "a class of its own"),
    "inferred": ("2024 方案推断", "inferred for the 2024 scheme"),
    "swing_unit": ("周变化按", "Weekly swing in"),
    "points": ("百分点", "points"),
    "relative": ("相对变化", "relative change"),
    "ten_percent": (
        "通知只写“超过10%”，单位待证实", "the notice only says “more than 10 %”"
    ),
    "swing_base": ("周变化的最小基数", "Smallest base of the weekly swing"),
    "people": ("{n} 人", "{n} graduates"),
    "default": ("本系统默认", "default of this program"),
    "own_school_codes": ("本校的信用代码", "The school's own credit codes"),
    "parameter": ("规则参数 {full}", "Rule parameter {full}"),
    "usually": ("随附规则里是 {value}", "{value} in the shipped rule"),
    # explain
    "everyone": ("全部", "everyone"),
    "headed": (
        "{title}（{code}，{scheme} 方案，{group}）", "{title} ({code}, scheme {scheme}, {group})"
    ),
    "headed_short": ("{title}（{code}，{scheme} 方案）", "{title} ({code}, scheme {scheme})"),
    "no_rate": ("无（分母为 0）", "none (nobody in the denominator)"),
    "formula": ("公式：{said}", "Formula: {said}"),
    "meaning": ("含义：{said}", "Meaning: {said}"),
    "basis": (
        "依据：{clause}；{basis}（把握：{confidence}）",
        "Basis: {clause}; {basis} (confidence: {confidence})",
    ),
    "range": ("范围：{said}", "Scope: {said}"),
    "until": ("截至：{moment}（{said}）", "As of: {moment} ({said})"),
    "until_unknown": ("截至：不详", "As of: unknown"),
    "digests": ("设置：{settings}  代码表：{tables}", "Settings: {settings}  Tables: {tables}"),
    "in_numerator": ("分子 {n} 人", "Numerator: {n} graduates"),
    "complaints": ("分子 {n} 件", "Numerator: {n} complaints"),
    "in_denominator": ("分母 {n} 人", "Denominator: {n} graduates"),
    "in_rest": ("分母里其余 {n} 人", "The other {n} graduates of the denominator"),
    "more_people": ("另有 {n} 人，用 --all 列出全部。", "{n} more; --all lists everyone."),
    "unregistered": ("未登记", "not registered"),
    "not_in_scheme": ("方案里没有", "not in the scheme"),
    "row_of": ("{who}（{place} 第 {row} 行）", "{who} ({place} row {row}): "),
    "columns": (
        "工作表·行|考生号|学号|姓名|学院|去向|状态",
        "Sheet · row|Exam no.|Student no.|Name|College|Destination|State",
    ),
}  # fmt: skip


def word(name: str, lang: str, /, **facts: object) -> str:
    """Return a fixed word, filled in."""
    return _WORDS[name][lang == "en"].format(**facts)
