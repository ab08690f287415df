"""Two places for sealed objects, a folder and an S3-compatible bucket, used in the same way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol


class PlaceError(Exception):
    """Raised where a place cannot be reached, or does not have what it should."""


class Place(Protocol):
    """Keeps bytes by name; writing is whole or not at all, and a name may be written again."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes: ...

    def delete(self, name: str) -> None: ...

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Give every name and when it was last written."""


class Folder:
    """Files below one folder, for their owner's eyes only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, content: bytes) -> None:
        path = self.root / name
        draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.touch(mode=0o600, exist_ok=False)
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # before the rename, or a power cut leaves a name of naught
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise PlaceError(f"{name}: {error.strerror}") from error

    def get(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            raise PlaceError(f"{name}: {error.strerror}") from error

    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield path.relative_to(self.root).as_posix(), written


class Bucket:
    """Objects of an S3-compatible store below one prefix."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client, self.bucket = client, bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def put(self, name: str, content: bytes) -> None:
        self._call("put_object", Key=self.prefix + name, Body=content)

    def get(self, name: str) -> bytes:
        return bytes(self._call("get_object", Key=self.prefix + name)["Body"].read())

    def delete(self, name: str) -> None:
        self._call("delete_object", Key=self.prefix + name)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        more: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=self.prefix, **more)
            for each in page.get("Contents", ()):
                yield each["Key"].removeprefix(self.prefix), each["LastModified"]
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _call(self, what: str, **how: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            return getattr(self.client, what)(Bucket=self.bucket, **how)
        except (BotoCoreError, ClientError) as error:
            raise PlaceError(f"{how.get('Key', self.bucket)}: {error}") from error
