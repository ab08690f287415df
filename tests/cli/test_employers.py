"""Employers judged from workbooks: which rows a cluster is proved by, in which words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.made import FIRM, Row, graduates, write
from quxiang.cli import run

#: two small firms in one city, by their credit codes
SHOPS = ("91410700MA0000001X", "91410700MA0000002X")
OTHER = "91410700MA0000003X"


def checked(
    capfd: pytest.CaptureFixture[str], folder: Path, rows: list[Row], firms: list[Row], *more: str
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """Return the findings by rule, and what was not run and why."""
    words = [str(write(folder / "graduates.xlsx", rows)), "--employers",
             str(write(folder / "employers.xlsx", firms)), "--format", "json", *more]  # fmt: skip
    run(["check", *words])
    document = json.loads(capfd.readouterr().out)
    found: dict[str, list[dict[str, Any]]] = {}
    for each in document["findings"]:
        found.setdefault(each["rule"], []).append(each)
    return found, {each["rule"]: each["reason"] for each in document["not_run"]}


def hired(*codes: str, **more: str) -> list[Row]:
    """Return one graduate after another, hired by the firm of each code."""
    base = graduates(6 * len(codes))[::6]
    return [
        row | FIRM | {"毕业去向": "签劳动合同形式就业", "统一社会信用代码": code,
                      "单位名称": f"商店{code[-2:-1]}"} | more
        for row, code in zip(base, codes, strict=True)
    ]  # fmt: skip


def shops(**shared: str) -> list[Row]:
    return [
        {"统一社会信用代码": code, "单位名称": f"商店{code[-2:-1]}", "规模": "微型", **shared}
        for code in SHOPS
    ]


LINKS = {
    "法定代表人": ("汪某", "法定代表人", "one legal person"),
    "电话": ("0373-1000001", "单位电话", "one company phone"),
    "注册地址": ("新乡市某路1号", "注册地址", "one registered address"),
}


@pytest.mark.parametrize("column", LINKS)
def test_two_shops_with_something_in_common_are_one_cluster_of_exactly_their_rows(
    column: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    value, chinese, english = LINKS[column]
    rows = hired(SHOPS[0], SHOPS[0], SHOPS[1], SHOPS[1], OTHER)
    found, _ = checked(capfd, tmp_path, rows, shops(**{column: value}))
    (cluster,) = found["E306"]
    assert cluster["message"].startswith(f"{chinese}相同的 2 家小微企业（如 商店1、商店2）")
    assert cluster["verdict"] == "fault"
    assert [place["row"] for place in cluster["rows"]] == [2, 3, 4, 5]
    found, _ = checked(capfd, tmp_path, rows, shops(**{column: value}), "--lang", "en")
    assert f"share {english}; together 4 graduates" in found["E306"][0]["message"]


def test_the_own_school_beside_two_shops_is_not_of_their_cluster(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'own_school_codes = ["{OTHER}"]\n', encoding="utf-8")
    rows = hired(OTHER, SHOPS[0], SHOPS[0], SHOPS[1], SHOPS[1])
    firms = shops(电话="0373-1000001")
    firms.append({**firms[0], "统一社会信用代码": OTHER})
    found, _ = checked(capfd, tmp_path, rows, firms, "--settings", str(own))
    assert [place["row"] for place in found["E306"][0]["rows"]] == [3, 4, 5, 6]


def test_a_list_of_employers_without_any_link_is_said_not_to_have_been_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found, reasons = checked(capfd, tmp_path, hired(*SHOPS, *SHOPS), shops())
    assert "E306" not in found
    assert reasons["E306"].startswith("未运行，至少要有一样")
    assert "法定代表人" in reasons["E306"]


def sent(count: int, to: str, **more: str) -> list[Row]:
    """Return graduates under contract with a large firm that sends them out."""
    return hired(
        *[OTHER] * count, **{"单位名称": "某某人力资源有限公司", "实际用工单位": to, **more}
    )


def numbered(*groups: list[Row]) -> list[Row]:
    """Return the rows of all groups, each a person of its own."""
    rows = [row for group in groups for row in group]
    people = graduates(len(rows))
    return [row | {"考生号": who["考生号"], "学号": who["学号"], "姓名": who["姓名"]}
            for row, who in zip(rows, people, strict=True)]  # fmt: skip


LARGE: Row = {"统一社会信用代码": OTHER, "单位名称": "某某人力资源有限公司", "规模": "大型"}


def test_who_is_sent_out_counts_at_the_unit_that_uses_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = numbered(
        sent(2, SHOPS[0].lower()), hired(SHOPS[0], SHOPS[0]), sent(3, "牧野（新乡）商店"),
        hired("", 单位名称="牧野【新乡】商店"), sent(3, "新乡市公安局"), sent(1, "新乡市公安局"),
    )  # fmt: skip
    found, _ = checked(capfd, tmp_path, rows, [*shops(), LARGE])
    shop, name = sorted(found["E309"], key=lambda each: each["verdict"])
    assert shop["message"] == (
        "商店1：按实际用工单位合并有 4 名毕业生，签约单位 2 家（如 商店1），"
        "其中与它自己签约的 2 名；确知小微，已到 4 名的界限。"
    )
    assert (shop["verdict"], [place["row"] for place in shop["rows"]]) == ("fault", [2, 3, 4, 5])
    assert (name["verdict"], [place["row"] for place in name["rows"]]) == ("to_check", [6, 7, 8, 9])
    assert name["subject"]["key"] == {"counted_at": "using_unit", "unit": "牧野(新乡)商店"}
    found, _ = checked(capfd, tmp_path, rows, [*shops(), LARGE], "--lang", "en")
    said = {each["message"] for each in found["E309"]}
    assert any("counted at the unit that uses the work, 4 graduates" in each for each in said)


def test_branches_count_at_their_parent_and_prove_it_by_all_their_rows(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    firms = [{**each, "规模": "", "上级单位信用代码": OTHER} for each in shops()]
    firms.append({**LARGE, "单位名称": "商店总店", "规模": "小型"})
    rows = numbered(hired(*SHOPS), hired(*SHOPS), hired("91410700MA0000004X"), hired(OTHER))
    found, _ = checked(capfd, tmp_path, rows, firms)
    (cluster,) = found["E309"]
    assert cluster["message"].startswith("商店总店：按上级单位合并有 5 名毕业生，签约单位 3 家")
    assert [place["row"] for place in cluster["rows"]] == [2, 3, 4, 5, 7]


def test_a_firm_that_sends_people_out_is_asked_where_to_and_told_when_nobody_can_say(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = numbered(sent(4, ""), sent(2, "甲店"))
    found, _ = checked(capfd, tmp_path, rows, [LARGE])
    (asked,) = found["E309"]
    assert asked["message"].startswith("某某人力资源有限公司：按派遣公司（没填实际用工单位）合并")
    assert (asked["verdict"], [place["row"] for place in asked["rows"]]) == (
        "to_check",
        [2, 3, 4, 5],
    )
    less = [{name: cell for name, cell in row.items() if name != "实际用工单位"} for row in rows]
    found, reasons = checked(capfd, tmp_path, less, [LARGE])
    assert [place["row"] for place in found["E309"][0]["rows"]] == [2, 3, 4, 5, 6, 7]
    assert reasons["E309"].startswith("部分运行")
    assert "实际用工单位" in reasons["E309"]
