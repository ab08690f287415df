"""Pictures: decoded within limits, turned upright, written anew without anything but the pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from quxiang.web.evidence.intake.limits import Limits, RefusedError

#: what Pillow may try for a format; nothing else is ever opened
_READERS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "heic": ("HEIF",)}
_QUALITY = 85
#: what a broken or hostile picture makes the decoder raise
_BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError,
    IndexError, KeyError, TypeError, RuntimeError,
)  # fmt: skip


def opened(content: bytes, kind: str, limits: Limits) -> Image.Image:
    """Return an upload as upright RGB pixels, no larger than is kept.

    Location, device and time that a phone writes into a photo end here. Refuses what cannot be
    decoded or unfolds into more pixels than a photo has.
    """
    if kind == "heic":
        import pi_heif  # noqa: PLC0415 - few uploads need it

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # our own limits, with a sentence, stand in its place
    try:
        image = Image.open(io.BytesIO(content), formats=_READERS[kind])
        _within(image.size, limits.declared_pixels)
        image.draft("RGB", (limits.picture_side, limits.picture_side))  # a large JPEG costs less
        _within(image.size, limits.decoded_pixels)
        image.load()
        return _small(_flat(ImageOps.exif_transpose(image)), limits.picture_side)
    except RefusedError:
        raise
    except MemoryError as error:
        raise _too_many() from error
    except _BROKEN as error:
        message = "这张图片打不开，文件可能已损坏或没有传完整。"
        raise RefusedError("damaged", message, "请重新拍照或截屏后再传。") from error


def _within(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise _too_many()


def _too_many() -> RefusedError:
    message = "这张图片的像素太多，无法处理。"
    return RefusedError("pixels", message, "请在手机相机里调低分辨率重新拍摄，或截屏后再传。")


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture on white paper: a transparent one would turn black."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _small(image: Image.Image, side: int) -> Image.Image:
    if max(image.size) > side:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def as_jpeg(image: Image.Image) -> bytes:
    """Return the pixels as a file that holds nothing else."""
    out = io.BytesIO()
    plain = Image.new("RGB", image.size)  # without what the decoder attached to the picture
    plain.paste(image)
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def thumbnail_of(image: Image.Image, limits: Limits) -> bytes:
    small = image.copy()
    small.thumbnail((limits.thumbnail_side, limits.thumbnail_side))
    return as_jpeg(small)
