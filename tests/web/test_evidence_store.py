"""The store: sealed, named by what it holds, the same in a folder and in an S3 bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from quxiang.web.common import sealed
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.configured import place
from quxiang.web.evidence.storage.places import Bucket, Folder, PlaceError

CONTENT, SMALL = b"%PDF a contract with a name in it" * 40, b"a small picture"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Start moto's S3 on this machine, once for all tests that need it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def kept_in(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Any:
    """Let the installation keep its evidence in a folder, then in a bucket."""
    settings.HOME = tmp_path
    if request.param == "folder":
        return place()
    address = request.getfixturevalue("s3")
    settings.EVIDENCE_STORE = f"s3://papers/{tmp_path.name}?endpoint={address}"
    settings.EVIDENCE_STORE_KEY = settings.EVIDENCE_STORE_SECRET = "test"
    bucket = place()
    bucket.client.create_bucket(Bucket="papers")
    return bucket


def test_the_place_follows_the_settings(kept_in: Any, request: pytest.FixtureRequest) -> None:
    asked = "folder" if isinstance(kept_in, Folder) else "s3"
    assert f"[{asked}]" in request.node.name
    assert isinstance(kept_in, (Folder, Bucket))


def test_a_file_is_found_by_its_hash_and_lies_there_sealed(kept_in: Any) -> None:
    sha256 = vault.keep(1, CONTENT, SMALL)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert vault.content_of(1, sha256) == CONTENT
    assert vault.thumbnail_of(1, sha256) == SMALL
    raw = kept_in.get(vault.name_of(1, sha256))
    assert b"contract" not in raw
    assert CONTENT not in raw


def test_the_same_bytes_lie_there_once_a_school(kept_in: Any) -> None:
    for school in (1, 1, 2):
        vault.keep(school, CONTENT, SMALL)
    names = sorted(name for name, _ in kept_in.listed())
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    one, two = vault.name_of(1, sha256), vault.name_of(2, sha256)
    assert names == [one, f"{one}.small", two, f"{two}.small"]


def test_an_object_that_was_changed_or_moved_does_not_open(kept_in: Any) -> None:
    sha256 = vault.keep(1, CONTENT, SMALL)
    name = vault.name_of(1, sha256)
    raw = kept_in.get(name)
    kept_in.put(vault.name_of(2, sha256), raw)
    with pytest.raises(vault.BrokenError):
        vault.content_of(2, sha256)
    for damaged in (raw[:-1], raw[:-1] + bytes([raw[-1] ^ 1]), b"", b"plain", raw[:20]):
        kept_in.put(name, damaged)
        with pytest.raises(vault.BrokenError):
            vault.content_of(1, sha256)


def test_a_file_another_hash_names_is_not_given_out(kept_in: Any) -> None:
    other = "0" * 64
    vault._put(vault.name_of(1, other), CONTENT)
    with pytest.raises(vault.BrokenError):
        vault.content_of(1, other)


def test_what_is_not_there_is_said(kept_in: Any) -> None:
    with pytest.raises(PlaceError):
        vault.content_of(1, "f" * 64)
    kept_in.delete("1/ff/none")


def test_an_old_key_still_opens_and_a_file_is_sealed_anew(kept_in: Any) -> None:
    sha256 = vault.keep(1, CONTENT, SMALL)
    name = vault.name_of(1, sha256)
    sealed.write_keyring(sealed.with_new_key(sealed.keyring()))
    assert vault.content_of(1, sha256) == CONTENT
    assert vault.sealed_under(name) == "k1"
    vault.seal_anew(name)
    assert (vault.sealed_under(name), vault.content_of(1, sha256)) == ("k2", CONTENT)


def test_everything_is_listed_with_when_it_was_written(kept_in: Any) -> None:
    for number in range(3):
        kept_in.put(f"1/aa/{number}", b"x")
    listed = list(kept_in.listed())
    assert [name for name, _ in listed] == ["1/aa/0", "1/aa/1", "1/aa/2"]
    assert all(abs(datetime.now(UTC) - at) < timedelta(minutes=5) for _, at in listed)


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("a/b", b"old")
    with pytest.raises(PlaceError):
        folder.put("a/b/c", b"new")  # a file stands where a folder would have to
    assert folder.get("a/b") == b"old"
    assert [name for name, _ in folder.listed()] == ["a/b"]
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o600


def test_a_store_that_cannot_be_reached_is_an_error_with_a_name(
    settings: Settings,
) -> None:
    settings.EVIDENCE_STORE = "s3://papers/x?endpoint=http://127.0.0.1:1"
    settings.EVIDENCE_STORE_KEY = settings.EVIDENCE_STORE_SECRET = "test"
    with pytest.raises(PlaceError):
        place().get("1/aa/1")
