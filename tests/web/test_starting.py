"""What must be there before anything starts: keys, database, port; a sentence where it is not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings as Settings

from quxiang.problems import UnusableError
from quxiang.web.accounts.models import User
from quxiang.web.commands import servers
from quxiang.web.common import keyproof, sealed
from quxiang.web.common.health import examine
from web.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(cast: Cast, settings: Settings, tmp_path: Path) -> Path:
    """Move the keys where a test may lose them; the school is sealed under them."""
    User.objects.filter(pk=cast.li.pk).update(**sealed.columns("phone", "13800008003"))
    ring = sealed.keyring()
    settings.HOME = tmp_path
    sealed.write_keyring(ring)
    return sealed.keyring_file()


def refusal() -> str:
    with pytest.raises(UnusableError) as refused:
        keyproof.demand()
    return " ".join(f"{each.message}{each.remedy}" for each in refused.value.problems)


def said(what: str) -> tuple[bool, str]:
    found = {each.what: each for each in examine()}[what]
    return found.well, found.sentence


def test_with_its_own_keys_a_school_starts(keys: Path) -> None:
    keyproof.demand()
    assert said("封存内容") == (True, "现有密钥打得开。")


def test_lost_keys_are_said_and_not_drawn_anew(keys: Path) -> None:
    keys.unlink()
    assert "不在了" in refusal()
    assert not said("密钥")[0]
    assert not keys.exists()


def test_keys_of_another_installation_open_nothing(keys: Path) -> None:
    keys.write_text(json.dumps({"current": "k1", "keys": {"k1": "A" * 43 + "="}}))
    os.utime(keys, ns=(1, 1))
    assert "打不开" in refusal()
    assert said("密钥")[0]
    assert "打不开" in said("封存内容")[1]


def test_damaged_keys_are_said(keys: Path) -> None:
    keys.write_text("damaged")
    os.utime(keys, ns=(2, 2))
    assert "读不出或已损坏" in refusal()


def test_a_blind_key_of_another_installation_is_said(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "kept_secret", lambda name: "another")
    assert "检索密钥不是这个库的" in refusal()


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UnusableError, match=f"端口 {port} 不能用"):
            servers.demand_port(servers.Place("127.0.0.1", port))
    servers.demand_port(servers.Place("127.0.0.1", port))


@pytest.mark.parametrize(
    ("damage", "arguments", "sentence"),
    [
        ("file", ["audit", "verify"], "quxiang.sqlite3 打不开"),
        ("file", ["serve"], "quxiang.sqlite3 打不开"),
        ("", ["keys", "rotate"], "请先运行 quxiang serve 完成迁移"),
        ("address", ["doctor"], "QUXIANG_DATABASE_URL 看不懂"),
        ("home", ["doctor"], "建不了，或不能用"),
        ("", ["serve", "--port", "99999"], "99999 不在 1 到 65535 之间"),
        ("", ["serve", "--port", "x"], "“x”不是整数"),
        ("", ["demo", "--folder", __file__], "是文件，这里要文件夹"),
    ],
)
def test_a_command_that_cannot_begin_says_why(
    tmp_path: Path, damage: str, arguments: list[str], sentence: str
) -> None:
    home, variables = tmp_path / "home", {**os.environ, "QUXIANG_DATABASE_URL": ""}
    home.mkdir()
    if damage == "file":
        (home / "quxiang.sqlite3").write_text("no database, " * 100)
    if damage == "address":
        variables["QUXIANG_DATABASE_URL"] = "nonsense"
    if damage == "home":
        home = Path(__file__) / "below"
    done = subprocess.run(
        [sys.executable, "-m", "quxiang", *arguments], env={**variables, "QUXIANG_HOME": str(home)},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout
    assert sentence in done.stderr
    assert "程序出错了" not in done.stderr
