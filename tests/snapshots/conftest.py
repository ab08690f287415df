"""Two snapshots a week apart, made through the command line, copied by whoever changes one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.made import EMPLOYERS, graduates, registry, write
from quxiang.cli import run

FIRST, SECOND = "2024-06-13", "2024-06-20"


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the workbooks of two weeks; some destinations changed between them."""
    folder = tmp_path_factory.mktemp("files")
    rows = graduates()
    before = [{**row, "录入时间": "2024-06-13 10:00"} for row in rows[:-1]]
    before[0] = {**before[0], "毕业去向": "求职中", "单位名称": "", "统一社会信用代码": ""}
    before[3] = {**before[3], "薪酬达标": "否"}
    before[6] = {**before[6], "登记状态": "待审核"}
    before.append(
        {
            **rows[-1],
            "录入时间": "2024-06-12 09:00",
            "考生号": "24104660099999",
            "学号": "2020999999",
        }
    )
    write(folder / "before.xlsx", before)
    write(folder / "now.xlsx", rows)
    strange = [{**row, "性别": "女"} if row is rows[5] else row for row in rows]
    write(folder / "registry.xlsx", registry(strange))
    write(folder / "employers.xlsx", EMPLOYERS)
    return folder


@pytest.fixture(scope="session")
def made(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the two snapshots, the second following the first; only to be read."""
    folder = tmp_path_factory.mktemp("season")
    registry, employers = str(files / "registry.xlsx"), str(files / "employers.xlsx")
    more = ["--registry", registry, "--employers", employers]
    first, second = str(folder / FIRST), str(folder / SECOND)
    assert run(["snapshot", "create", str(files / "before.xlsx"), *more, "--output", first]) == 0
    chain = ["--previous", first, "--previous-snapshot", first]
    now = str(files / "now.xlsx")
    assert run(["snapshot", "create", now, *more, *chain, "--output", second]) == 0
    return folder


@pytest.fixture
def season(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the two snapshots that a test may spoil."""
    folder = tmp_path / "season"
    shutil.copytree(made, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def filled(words: list[str], season: Path, files: Path) -> list[str]:
    places = {
        "first": season / FIRST, "second": season / SECOND, "files": files, "new": season / "new",
    }  # fmt: skip
    return ["snapshot", *(word.format(**places) for word in words)]


@pytest.fixture(scope="session")
def more(files: Path) -> Path:
    """Return the workbooks with settings, a school's own tables, a key and answers beside them."""
    (files / "standards").mkdir()
    (files / "standards" / "own.csv").write_text(
        "table,code,field,value,by,at,reason\n"
        "employer_nature,39,name,民营企业,钱,2024-03-01,本校叫法\n",
        "utf-8",
    )
    (files / "settings.toml").write_text('counts_from = "signed"\n[rules.E305]\nlimit = 6\n')
    (files / "key").write_bytes(b"0123456789abcdef\n")
    write(files / "answers.xlsx", [{"指纹": "0" * 32, "结果": "豁免", "有效期至": "2024-12-31"}])
    return files
