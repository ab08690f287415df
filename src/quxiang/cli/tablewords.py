"""The words around code tables, Chinese, with English beside them for ``--lang en``."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH: Mapping[str, str] = {
    "表": "table", "名称": "name", "行数": "rows", "未证实": "unverified", "代码": "code",
    "大类": "class", "一级": "kind", "必填": "required", "把握": "confidence", "上级": "parent",
    "依据": "basis", "说明": "note", "去向": "destination", "字段": "field", "可代替": "instead",
    "要求": "demand", "材料": "evidence", "任一即可": "any of", "创业形式": "form of start-up",
    "条件": "given", "相符的代码": "codes that fit", "待核的代码": "codes in doubt",
    "理由": "reason",
    "可比": "comparable", "不可比": "not comparable", "2021 大类": "2021 class",
    "2024 大类": "2024 class", "共有代码（2021）": "shared codes (2021)", "2021": "2021",
    "2024": "2024", "就业": "employed", "升学": "further study", "未就业": "not employed",
    "必须": "must", "待核": "to check", "": "",
    "{scheme} 去向方案": "destinations of {scheme}",
    "{sure}+{open} 待证实": "{sure}+{open} to confirm",
    "{scheme} 去向方案  摘要 {digest}": "Destinations of {scheme}  digest {digest}",
    "{scheme} 方案摘要 {digest}；未证实的行可用 --standards-dir 里的本校表改正。":
        "Digest of {scheme}: {digest}; a school corrects unverified rows by --standards-dir.",
    "带连字符的代码是本系统内部编号，不是官方代码。":
        "Codes with a hyphen are internal to this program, not official.",
    "大类可比性（只在大类一级比较）": "Which classes may be compared (classes only)",
    "未证实，": "unverified, ", "；本校改动": "; changed by the school",
}  # fmt: skip


def said(text: str, lang: str, /, **facts: object) -> str:
    """Return a word or sentence in a language, filled in; what has no English stays."""
    return (_ENGLISH.get(text, text) if lang == "en" else text).format(**facts)


def heads(lang: str, /, *names: str) -> tuple[str, ...]:
    return tuple(said(name, lang) for name in names)
