"""What a file is, by its first bytes; never by its name or by what the browser says."""

from __future__ import annotations

from quxiang.web.evidence.intake.limits import MEGABYTE, Limits, RefusedError

#: brands of HEIF pictures that phones write
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
#: what people upload instead: how it begins, what it is called, what to do
_OTHERS = (
    (b"PK\x03\x04", "Word、WPS 文档或压缩包", "请在电脑上另存为 PDF，或拍成照片再传。"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 WPS 文档", "请在电脑上另存为 PDF，或拍成照片再传。"),
    (b"GIF8", "GIF 动图", "请改传照片或截屏。"),
    (b"BM", "BMP 位图", "请另存为 JPEG 或 PNG 再传。"),
    (b"II*\x00", "TIFF 扫描图", "请另存为 PDF 或 JPEG 再传。"),
    (b"MM\x00*", "TIFF 扫描图", "请另存为 PDF 或 JPEG 再传。"),
    (b"%OFD", "OFD 版式文件", "请转成 PDF 再传。"),
    (b"Rar!", "压缩包", "请解压后，把里面的照片或 PDF 一份份上传。"),
)
_TAKEN = "只收照片（JPEG、PNG、WebP、HEIC）和 PDF。"


def looked_at(content: bytes, limits: Limits) -> str:
    """Return what an upload is. Refuses what is too large or of no use, before it is decoded."""
    if len(content) > limits.size:
        message = f"这个文件超过 {limits.size // MEGABYTE} MB，没有保存。"
        raise RefusedError("size", message, "请拍成照片，或把 PDF 压缩、拆分后再传。")
    return format_of(content)


def format_of(content: bytes) -> str:
    """Return ``jpeg``, ``png``, ``webp``, ``heic`` or ``pdf``. Refuses everything else."""
    if not content:
        raise RefusedError("empty", "这个文件是空的，没有内容。", "请重新选择文件。")
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if content[4:8] == b"ftyp":
        return _of_brand(content[8:12])
    for start, name, remedy in _OTHERS:
        if content.startswith(start):
            raise RefusedError("format", f"这是{name}，不能作为材料上传。", remedy)
    raise RefusedError("format", f"认不出这个文件的格式。{_TAKEN}", "请改传照片或 PDF。")


def _of_brand(brand: bytes) -> str:
    if brand in _HEIC:
        return "heic"
    if brand in (b"avif", b"avis"):
        raise RefusedError("format", "这是 AVIF 图片，不能作为材料上传。", "请另存为 JPEG 再传。")
    raise RefusedError("format", "这是视频，不能作为材料上传。", "请改传照片或 PDF。")
