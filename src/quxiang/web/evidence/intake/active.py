"""What in a PDF acts by itself: scripts, embedded files, programs it would start."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

_KEYS = frozenset(
    {
        "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/AA",
        "/RichMediaContent", "/RichMediaSettings", "/Collection",
    }
)  # fmt: skip
_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/ImportData", "/SubmitForm", "/ResetForm",
        "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide",
    }
)  # fmt: skip
_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D", "/RichMedia3D"}
)
#: direct objects within each other; nobody writes more by hand
_DEEPEST = 60


def strip(pdf: pikepdf.Pdf) -> int:
    """Take out of an open PDF everything that acts by itself; return how many things."""
    return sum(_cleaned(each, 0) for each in list(pdf.objects))


def _cleaned(value: Object, depth: int) -> int:
    """Clean one object and what lies directly in it; what it refers to is cleaned by itself."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, Stream):
        return _cleaned_dictionary(value.stream_dict, depth)
    if isinstance(value, Dictionary):
        return _cleaned_dictionary(value, depth)
    if isinstance(value, Array):
        return _cleaned_array(value, depth)
    return 0


def _cleaned_dictionary(value: Object, depth: int) -> int:
    count = 0
    for key in list(value.keys()):
        child = value[key]
        if key in _KEYS or _acts(child):
            del value[key]
            count += 1
        elif not _apart(child):
            count += _cleaned(child, depth + 1)
    return count


def _cleaned_array(value: Array, depth: int) -> int:
    count = 0
    for at in reversed(range(len(value))):
        child = value[at]
        if _acts(child):
            del value[at]
            count += 1
        elif not _apart(child):
            count += _cleaned(child, depth + 1)
    return count


def _apart(value: object) -> bool:
    """Say whether this stands elsewhere in the file, where it is cleaned in its turn."""
    return isinstance(value, Object) and bool(value.is_indirect)


def _acts(value: object) -> bool:
    if not isinstance(value, Dictionary):
        return False
    action, subtype = value.get("/S"), value.get("/Subtype")
    return (isinstance(action, pikepdf.Name) and str(action) in _ACTIONS) or (
        isinstance(subtype, pikepdf.Name) and str(subtype) in _ANNOTATIONS
    )
