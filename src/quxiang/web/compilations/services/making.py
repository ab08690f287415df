"""Make what was asked for: read, lay out, bind volume by volume, hand cover and index over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.states import move
from quxiang.web.compilations.binding import Bound, Read, bind
from quxiang.web.compilations.covering import Whole, cover_of, frame_of
from quxiang.web.compilations.laying import Laid, lay, places
from quxiang.web.compilations.models import Compilation, CompiledRecord, Volume
from quxiang.web.compilations.records import Record, added_since, contents_of, records_of
from quxiang.web.compilations.selectors import KIND, of_college
from quxiang.web.compilations.states import COMPILATION, CompilationState
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.jobs.progress import CancelledError, Progress
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.services.preparing import Frozen, prepare
from quxiang.web.reference.selectors import standard_of

_STOPPED = "已按要求停止。可以再汇编一次。"
_BROKEN = "程序出错，没有汇编成。请再试一次；若仍失败，请联系管理员。"
_EMPTY = "没有可以汇编的记录。"


def make(compilation: Compilation, site: str, progress: Progress | None = None) -> None:
    """Make a compilation that is asked for; one that ended already is left as it is."""
    if compilation.state != CompilationState.MAKING:
        return
    try:
        _make(compilation, site, progress)
    except CancelledError:
        _fail(compilation, _STOPPED)
        raise
    except InvalidError as error:
        _fail(compilation, "".join(f"{each.message}{each.remedy}" for each in error.problems))
    except Exception:
        _fail(compilation, _BROKEN)
        raise


def _make(compilation: Compilation, site: str, progress: Progress | None) -> None:
    cohort = compilation.cohort
    compilation.moment = clock.now()
    records = records_of(
        cohort, compilation.college, standard_of(cohort.school_id, cohort.scheme)
    )  # fmt: skip
    if compilation.number:
        before = of_college(cohort, compilation.college)
        records = added_since(records, [e for e in before if e.number < compilation.number])
    if not records:
        raise InvalidError(_EMPTY)
    laid = lay(piece for each in records for piece in each.files)
    compilation.contents = contents_of(records)
    compilation.records_count = len(records)
    compilation.files_count = sum(len(each.files) for each in records)
    volumes = _bound(compilation, laid, records, site, progress)
    compilation.pages_count = sum(each.pages for each in volumes)
    cover = cover_of(compilation, volumes, records, places(laid), site)
    _keep(compilation, records, volumes, laid, cover)


def _bound(
    compilation: Compilation, laid: Sequence[Laid], records: Sequence[Record], site: str,
    progress: Progress | None,
) -> list[Volume]:  # fmt: skip
    """Bind one volume after another: one is in memory at a time."""
    whole = Whole(compilation, {each.number: each for each in records}, len(laid), site)
    read = _reading(compilation)
    volumes = []
    if progress is not None:
        progress.start(len(laid) + 1)
    for number, each in enumerate(laid, 1):
        frame = frame_of(whole, each, number)
        bound = bind(each, frame, read)
        vault.keep(compilation.school_id, bound.content, b"")
        volumes.append(_volume(compilation, number, each, bound))
        if progress is not None:
            progress.at(number, f"已装订 {number}／{len(laid)} 册")
    return volumes


def _volume(compilation: Compilation, number: int, laid: Laid, bound: Bound) -> Volume:
    digest = hashlib.sha256(bound.content).hexdigest()
    first, last = laid.parts[0].piece.record, laid.parts[-1].piece.record
    return Volume(
        school_id=compilation.school_id, compilation=compilation, number=number, sha256=digest,
        size=len(bound.content), pages=bound.pages, first=first, last=last,
    )  # fmt: skip


def _reading(compilation: Compilation) -> Read:
    rows = Evidence.objects.filter(
        cohort=compilation.cohort, graduate__college=compilation.college, removed_at__isnull=True
    )
    types = dict(rows.values_list("sha256", "media_type"))

    def read(sha256: str) -> tuple[bytes, str]:
        try:
            return vault.content_of(compilation.school_id, sha256), types[sha256]
        except (PlaceError, KeyError) as error:
            message = f"一份材料（散列 {sha256[:12]}…）在存储里找不到，或已损坏，没有汇编成。"
            raise InvalidError(f"{message}请系统管理员核对材料存储后再汇编。") from error

    return read


@trail.atomic()
def _keep(
    compilation: Compilation, records: Sequence[Record], volumes: Sequence[Volume],
    laid: Sequence[Laid], cover: bytes,
) -> None:  # fmt: skip
    """Keep everything at once: records, volumes, the paper to be signed."""
    at = places(laid)
    CompiledRecord.objects.filter(compilation=compilation).delete()
    Volume.objects.filter(compilation=compilation).delete()
    rows = [_row(compilation, each, at) for each in records]
    CompiledRecord.objects.bulk_create(rows, batch_size=500)
    Volume.objects.bulk_create(volumes)
    subjects = [each.graduate for each in records]
    made = Frozen(
        compilation.title, cover, compilation.school_id, compilation.college, compilation.cohort,
        compilation.pk, subjects=subjects,
    )  # fmt: skip
    prepare(kind=kind_of(KIND), made=made, by=compilation.by)
    counts = {
        name: getattr(compilation, name)
        for name in ("moment", "contents", "records_count", "files_count", "pages_count")
    }
    move(compilation, COMPILATION["finish"], by=compilation.by, **counts)
    after = {"title": compilation.title, "sha256": compilation.contents,
             "records": len(records), "files": compilation.files_count,
             "volumes": [each.sha256 for each in volumes]}  # fmt: skip
    trail.record("compilation.make", compilation, by=compilation.by, after=after, subjects=subjects)


def _row(
    compilation: Compilation, each: Record, at: Mapping[str, tuple[int, int]]
) -> CompiledRecord:
    return CompiledRecord(
        school_id=compilation.school_id, compilation=compilation, number=each.number,
        graduate_id=each.graduate, version=each.version, student_no=each.student_no,
        name=each.name, destination=each.destination, where=each.where,
        files=[{**asdict(file), "at": at.get(file.sha256)} for file in each.files],
    )  # fmt: skip


@trail.atomic()
def _fail(compilation: Compilation, message: str) -> None:
    held = Compilation.objects.select_for_update().get(pk=compilation.pk)
    if held.state == CompilationState.MAKING:
        move(held, COMPILATION["fail"], by=None, reason=message[:200], message=message[:300])
