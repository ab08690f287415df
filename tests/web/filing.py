"""Upload papers through the pages, as people do."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.models import Graduate
from web.conftest import login
from web.uploads import picture


def upload(
    user: User, graduate: Graduate, content: bytes | None = None, kind: str = "contract",
    **form: object,
) -> Any:  # fmt: skip
    """Send a file by the form of a graduate's page; return the answer."""
    file = SimpleUploadedFile("IMG_0001.HEIC", picture() if content is None else content)
    path = f"/graduates/{graduate.pk}/papers/add/"
    return login(Client(), user).post(path, {"kind": kind, "file": file, **form})


def filed(user: User, graduate: Graduate, content: bytes | None = None, **form: object) -> Evidence:
    """Send a file that is taken, and return it."""
    answer = upload(user, graduate, content, **form)  # type: ignore[arg-type]
    assert answer.status_code == 302, answer.content.decode()
    return Evidence.objects.latest("pk")
