"""Whether a sealed PDF still shows what we gave out: our bytes in front, and nothing but seals.

What is laid behind our bytes may add fields of signatures. Pages, what they draw with, the
catalogue and earlier annotations must say the same at the end as in our own revision.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

#: what a seal may write into the catalogue
_CATALOGUE = frozenset({
    "/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version", "/Metadata", "/Pages", "/Type",
})  # fmt: skip
_LEFT_OUT = frozenset({"/Annots", "/Parent"})


def is_ours(content: bytes, original: bytes) -> bool:
    """Say whether a file begins with the very bytes we gave out."""
    return bool(original) and content.startswith(original)


def added_to(reader: PdfFileReader, original: bytes) -> str:
    """Say in words what a file adds to ours beside seals; empty where it adds nothing."""
    ours = PdfFileReader(io.BytesIO(original), strict=False)
    old = reader.get_historical_resolver(ours.xrefs.total_revisions - 1)
    before, after = old.root, reader.root
    if _print(before["/Pages"]) != _print(after["/Pages"]):
        return "页面内容有改动"
    rest = (set(before.keys()) | set(after.keys())) - _CATALOGUE
    if any(_print(_found(before, key)) != _print(_found(after, key)) for key in rest):
        return "文件目录有改动"
    return _annotated(_pages(before["/Pages"]), _pages(after["/Pages"]))


def _found(root: Any, key: str) -> Any:
    return root.get(key)


def _pages(node: Any) -> list[Any]:
    if "/Kids" not in node:
        return [node]
    return [page for kid in _items(node["/Kids"]) for page in _pages(kid)]


def _items(array: Any) -> list[Any]:
    """Return what stands in an array, references followed; iterating would not follow them."""
    return [array[at] for at in range(len(array))]


def _annotated(before: list[Any], after: list[Any]) -> str:
    for old, new in zip(before, after, strict=True):
        known = [_print(each) for each in _annotations(old)]
        mine = [each for each in _annotations(new) if not _is_seal(each)]
        kept = [each for each in known if each in {_print(one) for one in _annotations(new)}]
        if kept != known or any(_print(each) not in known for each in mine):
            return "批注有改动"
    return ""


def _annotations(page: Any) -> list[Any]:
    return _items(page["/Annots"]) if "/Annots" in page else []


def _is_seal(annotation: Any) -> bool:
    kind = annotation.get("/FT")
    if kind is None and "/Parent" in annotation and "/FT" in annotation["/Parent"]:
        kind = annotation["/Parent"]["/FT"]
    return bool(annotation.get("/Subtype") == "/Widget" and kind == "/Sig")


def _print(value: Any) -> str:
    """Return a hash over an object and everything it refers to."""
    digest = hashlib.sha256()
    _write(value, digest, set())
    return digest.hexdigest()


def _write(value: Any, digest: Any, seen: set[int]) -> None:
    if isinstance(value, generic.IndirectObject):
        digest.update(b"R%d" % value.idnum)
        if value.idnum not in seen:
            seen.add(value.idnum)
            _write(value.get_object(), digest, seen)
    elif isinstance(value, generic.DictionaryObject):
        for key in sorted(set(value.keys()) - _LEFT_OUT):
            digest.update(key.encode(errors="replace") + b"\0")
            _write(value.raw_get(key), digest, seen)
        if isinstance(value, generic.StreamObject):
            digest.update(hashlib.sha256(value.encoded_data).digest())
    elif isinstance(value, generic.ArrayObject):
        digest.update(b"[%d" % len(value))
        for at in range(len(value)):
            _write(value.raw_get(at), digest, seen)
    elif isinstance(value, generic.PdfObject):
        out = io.BytesIO()
        value.write_to_stream(out)
        digest.update(out.getvalue() + b"\0")
    else:
        digest.update(repr(value).encode())
