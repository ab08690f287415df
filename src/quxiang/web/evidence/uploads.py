"""Uploads of evidence stay in memory: an original must not lie on a disk, even for a moment.

Django writes an upload of more than 2 MB into a file of the system's own, in the clear.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.services.adding import limits, refused

View = Callable[..., HttpResponse]


class InMemory(FileUploadHandler):
    """Keeps one file as long as it is within the limit; of a larger one only its size is known."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.size, self.most = 0, limits().size

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.most:
            self.parts.clear()
        else:
            self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        content = BytesIO(b"".join(self.parts))
        return InMemoryUploadedFile(
            content, self.field_name, self.file_name, self.content_type, self.size, None
        )


def in_memory(view: View) -> View:
    """Let a view take its files in memory; chosen before anything reads the form."""
    guarded = csrf_protect(view)

    @csrf_exempt  # the token stands in the form, which must not be read before the handler is set
    @wraps(view)
    def take(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [InMemory(request)]
        return guarded(request, *args, **kwargs)

    return take


def content_of(request: HttpRequest) -> bytes:
    """Return the file of a form, of two the last. Refuses none and one that is too large."""
    files = request.FILES.getlist("file")
    if not files:
        raise refused(RefusedError("empty", "还没有选文件。", "请拍照，或选一个文件。"))
    largest = limits().size
    if (files[-1].size or 0) > largest:
        message = f"这个文件超过 {largest >> 20} MB，没有保存。"
        remedy = "请拍成照片，或把文件压缩、拆分后再传。"
        raise refused(RefusedError("size", message, remedy))
    return bytes(files[-1].read())
