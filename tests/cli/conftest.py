"""Workbooks every test of the command line may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.made import EMPLOYERS, graduates, registry, write


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of clean workbooks, one for each option."""
    folder = tmp_path_factory.mktemp("books")
    rows = graduates()
    write(folder / "graduates.xlsx", rows)
    write(folder / "registry.xlsx", registry(rows))
    write(folder / "previous.xlsx", rows)
    write(folder / "last-year.xlsx", [{**row, "毕业年份": "2023"} for row in rows])
    write(folder / "employers.xlsx", EMPLOYERS)
    number = rows[0]["考生号"]
    small = {
        "national": [
            {"范围": "全国", "指标": "placement_rate", "日期": "2024-06-20", "比率": "80.00%"}
        ],
        "confirmations": [
            {
                "考生号": number,
                "确认渠道": "全国系统",
                "确认结果": "已确认",
                "确认时间": "2024-06-18",
            }
        ],
        "evidence": [
            {"考生号": number, "材料种类": "劳动合同", "是否名单": "否", "上传时间": "2024-05-02"}
        ],
        "checks": [
            {
                "考生号": number,
                "核查对象": "毕业生",
                "核查项": "去向",
                "核查结果": "一致",
                "核查时间": "2024-06-19",
            }
        ],
        "complaints": [{"学院": "农学院", "举报时间": "2024-06-01", "是否查实": "否"}],
        "changes": [
            {
                "考生号": number,
                "变更字段": "单位名称",
                "变更前": "甲",
                "变更后": "乙",
                "变更时间": "2024-06-02",
            }
        ],
        "minimum-wages": [
            {
                "地区代码": "410000",
                "执行日期": "2024-01-01",
                "月最低工资": "2100",
                "小时最低工资": "2000",
            }
        ],
        "protected-phones": [{"号码归属": "家长", "手机号码": "14100000001"}],
        "answers": [{"指纹": "0" * 32, "结果": "豁免", "有效期至": "2024-12-31"}],
    }
    for name, table in small.items():
        write(folder / f"{name}.xlsx", table)
    return folder
