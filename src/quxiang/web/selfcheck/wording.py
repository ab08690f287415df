"""What a plan and a report begin with, until somebody words them otherwise."""

from __future__ import annotations

from typing import Any

#: the plan as shipped; the centre's own template stands for it
PLAN = """\
一、目的：对照学校关于毕业生就业监测的通知，逐条核查本院毕业生的去向登记和佐证材料。
二、范围：本届应统计的全部毕业生，未登记的也逐人核实。
三、分工：学院审签人、院级就业工作主要负责人核查；录入员不核查自己填报的登记。
四、方法：逐条比对登记内容与佐证材料，必要时联系毕业生本人或用人单位；发现问题立即更正。
五、时间：在学校规定的截止日期前全部核查完，并由学院党政主要负责人签署自查报告。
"""
#: the parts of a report by key: what they are called, and what stands there at first
SECTIONS: dict[str, tuple[str, str]] = {
    "organisation": (
        "一、自查组织",
        "学院按自查方案组织核查，学院党政主要负责人牵头，审签人逐条核查，录入员不核查自己填报的登记。",
    ),
    "method": (
        "二、自查方法",
        "对本届应统计的毕业生逐条核查，既看登记的数据，也看佐证材料；每条都有核查人、时间和结论，"
        "登记或材料有变更的重新核查。",
    ),
    "findings": ("三、发现的问题", "核查中发现的问题及分布见“自查数据”。"),
    "rectification": ("四、整改情况", "发现的问题均已转为预警，由学院更正或说明，经核实后了结。"),
    "next": ("五、下一步安排", "继续核实未了结的问题；以后有变更的，及时更新登记并重新核查。"),
}
PLANNED = "附：自查方案（在本系统“自查方案”里修改）"
#: the part the program writes; what somebody changes of it in Word is not taken
NUMBERS = "自查数据（由系统生成，在这里改动无效）"


def first_sections() -> list[dict[str, Any]]:
    """Return the parts of a new report, none of them changed by anybody."""
    return [{"key": key, "text": text, "own": False} for key, (_, text) in SECTIONS.items()]


def title_of(key: str) -> str:
    return SECTIONS[key][0]
