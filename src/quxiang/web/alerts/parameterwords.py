"""What a rule's parameters are called, in which unit they count, and between which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: more than anybody sets, and no more than the engine takes
MOST = 10**9 - 1


@dataclass(frozen=True)
class Told:
    """One parameter: title, unit, least and most of a number; the only values a text may have.

    ``pattern``: the text is a regular expression, as the engine reads one.
    """

    title: str
    unit: str = ""
    least: int = 0
    most: int = MOST
    choices: tuple[str, ...] = ()
    pattern: bool = False


_CODES = Told("所指的去向代码")
_PEOPLE = Told("最少几名毕业生", "名", 2, 10_000)
_BASE = Told("最少人数，再少就不比较", "人", 1, 100_000)
_RATE = Told("超过多少", "%", 0, 100)
#: by name; a rule that means something else by it stands below
WORDS: Mapping[str, Told] = {
    "abroad": Told("境外代码的开头"), "above": Told("比全国高出多少", "百分点", 0, 100),
    "absent": Told("表示查无此单位的登记状态"), "bad": Told("有问题的登记状态"),
    "base": _BASE, "bodies": Told("认作主管部门的名称（正则表达式）", pattern=True),
    "bunched": Told("截止前录入的占比超过多少", "%", 1, 100),
    "class_items": Told("也比较的分类"), "codes": _CODES,
    "crowd": Told("超过多少家共用的只列为待核", "家", 2, 10_000),
    "days": Told("天数", "天", 1, 366),
    "dispatchers": Told("认作派遣公司的名称（正则表达式）", pattern=True),
    "eve": Told("截止前几天算临近", "天", 0, 30),
    "exceptions": Told("不算的字样（正则表达式）", pattern=True),
    "excused": Told("不在此列的去向代码"),
    "extra": Told("灵活就业增长超过多少", "百分点", 0, 100),
    "fields": Told("算作变更的项目"), "from_day": Told("从每年哪一天起算"),
    "good": Told("正常的登记状态"), "in_service": Told("在职、定向的培养方式代码"),
    "joint": Told("可以多人共用的材料"), "late": Told("迟录的占比超过多少", "%", 1, 100),
    "least": Told("最少件数", "件", 1, 10_000), "limit": _PEOPLE,
    "lists": Told("可以一次录入许多人的去向代码"), "many": Told("多少次起算疑似", "次", 1, 100),
    "modes": Told("算作定向、委培的培养方式代码"),
    "not_firm_codes": Told("不在此列的去向代码"), "not_firms": Told("不算企业的单位性质代码"),
    "own_business": Told("算作自主创业、自由职业的去向代码"),
    "part_time": Told("非全日制在数据里的写法"), "points": Told("超过多少", "百分点", 1, 100),
    "preparation_days": Told("设立筹备期", "天", 0, 3_650),
    "readings": Told(
        "看哪几种倒挂", choices=("previous", "last_year", "level", "calls")
    ), "research": Told("研究生考生号的位数", "位", 1, 30),
    "small_limit": Told("小微单位最少几名毕业生", "名", 2, 10_000),
    "substantive": Told("算作实质内容的项目"),
    "unit": Told("怎样计算变化", choices=("points", "relative")),
    "usual": Told("通常的学籍变动"),
    "words": Told("视为实习见习的字样（正则表达式）", pattern=True),
    "years": Told("早于毕业年份几年算错", "年", 1, 60),
}  # fmt: skip
_BY_RULE: Mapping[tuple[str, str], Told] = {
    ("D405", "limit"): Told("改动几次列为待核", "次", 1, 100),
    ("E307", "limit"): Told("最少几家单位", "家", 2, 10_000),
    ("F701", "limit"): _RATE, ("F702", "limit"): _RATE, ("F703", "limit"): _RATE,
    ("F704", "limit"): Told("每千人超过几件", "件", 0, 1_000),
    ("F705", "limit"): Told("最少几处倒挂", "处", 1, 10_000),
    ("R207", "usual"): Told("本专科考生号的位数", "位", 1, 30),
    ("T105", "limit"): Told("占比超过多少", "%", 0, 100),
    ("E309", "bodies"): Told("认作机关事业单位的名称或代码（正则表达式）", pattern=True),
}  # fmt: skip
#: what words of the program are called where they are values of a parameter
CHOICES: Mapping[str, str] = {
    "points": "百分点", "relative": "相对变化", "previous": "低于上一期",
    "last_year": "低于去年同期",
    "level": "高学历低于低学历", "calls": "登记的高于核查所得", "class": "去向类别",
    "code": "去向代码", "destination": "去向", "employer_uscc": "信用代码",
    "employer_name": "单位名称", "employer_key": "单位", "place_code": "所在地代码",
    "place_name": "所在地", "school_abroad": "留学院校", "country_abroad": "留学国家",
    "evidence": "佐证", "licence": "营业执照", "incubator": "孵化协议",
}  # fmt: skip
#: families of rules, by the letter their codes begin with
FAMILIES: Mapping[str, str] = {
    "C": "本人确认", "D": "去向登记", "E": "用人单位", "F": "五项信号", "R": "学籍与名册",
    "T": "变化趋势", "V": "佐证材料",
}  # fmt: skip
OWN_FAMILY = "本校规则"


def told_of(rule: str, name: str) -> Told:
    """Return what a parameter is called; one nobody worded goes by its own name."""
    return _BY_RULE.get((rule, name)) or WORDS.get(name) or Told(name)


def family_of(rule: str) -> str:
    return FAMILIES.get(rule[:1], OWN_FAMILY)
