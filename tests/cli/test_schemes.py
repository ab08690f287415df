"""Two schemes side by side give what each gives by itself, problems included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.made import graduates, write
from quxiang.cli import run

#: read alike by both schemes, by one of them, by neither; headings and bare parents among them
WORDS = (
    "升学", "待就业", "701", "801", "博士后入站", "其他灵活就业", "99", "研究生", "80", "创业",
    "灵活就业", "出国、出境", "求职中", "46", "", "签劳动合同形式就业",
)  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = graduates(48)
    for at, row in enumerate(rows):
        row["毕业去向"] = WORDS[at % len(WORDS)]
    return write(tmp_path_factory.mktemp("mixed") / "mixed.xlsx", rows)


def checked(capfd: pytest.CaptureFixture[str], file: Path, standard: str) -> dict[str, Any]:
    assert (
        run(["check", str(file), "--standard", standard, "--by", "学院", "--format", "json"]) == 1
    )
    document: dict[str, Any] = json.loads(capfd.readouterr().out)
    return document


def counted(document: dict[str, Any], scheme: str) -> dict[str, tuple[int, int]]:
    return {
        f"{each['code']} {each['group']}": (each["numerator"], each["denominator"])
        for each in document["figures"]
        if each["standard"] == scheme and each["code"] not in ("error_rate", "suspect_rate")
    }


def wrong(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["code"], each["cell"]) for each in document["problems"]}


@pytest.mark.parametrize("order", ["2021,2024", "2024,2021"])
def test_each_scheme_counts_as_it_does_alone(
    order: str, mixed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    both = checked(capfd, mixed, order)
    for scheme in order.split(","):
        assert counted(both, scheme) == counted(checked(capfd, mixed, scheme), scheme)


@pytest.mark.parametrize("order", ["2021,2024", "2024,2021"])
def test_problems_of_both_schemes_are_reported_and_name_theirs(
    order: str, mixed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    alone = {scheme: wrong(checked(capfd, mixed, scheme)) for scheme in ("2021", "2024")}
    problems = checked(capfd, mixed, order)["problems"]
    for scheme, other in (("2021", "2024"), ("2024", "2021")):
        named = {(p["code"], p["cell"]) for p in problems if f"{scheme} 方案：" in p["message"]}
        assert named == alone[scheme] - alone[other]
    plain = {(p["code"], p["cell"]) for p in problems if "方案：" not in p["message"]}
    assert plain == alone["2021"] & alone["2024"]


def test_rates_of_findings_are_those_of_the_first_scheme_only(
    mixed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    both = checked(capfd, mixed, "2024,2021")
    schemes = {each["standard"] for each in both["figures"] if each["code"] == "error_rate"}
    assert schemes == {"2024"}
    said = [each for each in both["not_run"] if each["rule"] == "error_rate"]
    assert any("--standard 2021" in each["reason"] for each in said)
