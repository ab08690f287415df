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
                      "单位名称": f"商店{code[-2]}"} | more
        for row, code in zip(base, codes, strict=True)
    ]  # fmt: skip


def shops(**shared: str) -> list[Row]:
    return [
        {"统一社会信用代码": code, "单位名称": f"商店{code[-2]}", "规模": "微型", **shared}
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
