"""The place this installation keeps its evidence in, as the settings name it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from quxiang.web.evidence.storage.places import Bucket, Folder, Place

FOLDER = "evidence"
#: seconds; a page waits for the store
_PATIENCE = 10


def place() -> Place:
    """Return the folder, or the bucket of ``s3://bucket/prefix?endpoint=…&region=…``."""
    address = settings.EVIDENCE_STORE
    return _bucket(address) if address else Folder(Path(settings.HOME) / FOLDER)


@lru_cache(maxsize=4)
def _bucket(address: str) -> Bucket:
    import boto3  # noqa: PLC0415 - slow to import, and an installation without S3 needs none
    from botocore.config import Config  # noqa: PLC0415

    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        message = "QUXIANG_EVIDENCE_STORE 应写成 s3://桶名/前缀?endpoint=地址&region=区域。"
        raise ImproperlyConfigured(message)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    client = boto3.client(
        "s3",
        endpoint_url=asked.get("endpoint"),
        region_name=asked.get("region", "us-east-1"),  # what S3-compatible stores expect
        aws_access_key_id=settings.EVIDENCE_STORE_KEY or None,
        aws_secret_access_key=settings.EVIDENCE_STORE_SECRET or None,
        config=Config(
            connect_timeout=_PATIENCE, read_timeout=_PATIENCE, retries={"max_attempts": 2},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )  # fmt: skip
    return Bucket(client, parts.netloc, parts.path)
