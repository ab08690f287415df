"""Front-end files that are not installed: a sentence before anything starts, and from doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quxiang.web.commands import demo, serve
from quxiang.web.common import assets
from quxiang.web.common.health import examine

VENDORED = Path(__file__).parents[2] / "assets" / "vendor.json"


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path)


def refused(result: Result) -> None:
    assert result.exit_code == 2, result.output
    assert "前端文件没有安装好" in result.output
    assert "请运行 python3 dev.py setup" in result.output
    assert "Traceback" not in result.output


def test_every_front_end_file_a_page_names_is_brought_by_the_setup() -> None:
    named = assets.named()
    assert {"tabler.min.css", "icons/users.svg", "icons/circle-dashed.svg"} <= named
    assert named <= set(json.loads(VENDORED.read_text())["web/static/vendor"])


@pytest.mark.usefixtures("not_installed")
def test_serve_does_not_start_without_them() -> None:
    refused(CliRunner().invoke(serve.command, []))


@pytest.mark.usefixtures("not_installed")
def test_demo_does_not_start_without_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUXIANG_HOME", "QUXIANG_DEMO"):
        monkeypatch.setenv(name, "")
    refused(CliRunner().invoke(demo.command, ["--folder", str(tmp_path / "school")]))


@pytest.mark.django_db
@pytest.mark.usefixtures("not_installed")
def test_doctor_says_what_is_not_installed() -> None:
    said = {each.what: each for each in examine()}["前端文件"]
    assert not said.well
    assert "dev.py setup" in said.remedy


@pytest.mark.django_db
def test_doctor_finds_them_where_they_are() -> None:
    assert {each.what: each for each in examine()}["前端文件"].well


def test_no_page_but_the_frame_bears_the_class_of_the_header() -> None:
    pages = assets.WEB.glob("*/templates/**/*.html")
    assert [each.name for each in pages if '"qx-bar"' in each.read_text("utf-8")] == ["base.html"]
