"""Is what was kept still there? ``quxiang doctor`` reads the newest files back."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.web.common.health import Finding, look
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.naming import named_files
from quxiang.web.evidence.storage.configured import place
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.evidence.storage.vault import content_of

SAMPLE = 20
_PROBE = "doctor/probe"


@look
def evidence_store() -> Iterator[Finding]:
    """Write and read a probe, then read the newest files back and compare their hashes."""
    try:
        store = place()
        store.put(_PROBE, b"probe")
        written = store.get(_PROBE) == b"probe"
        store.delete(_PROBE)
    except PlaceError as error:
        remedy = "请检查 QUXIANG_EVIDENCE_STORE 的地址、密钥和网络，或文件夹的权限。"
        yield Finding("材料存储", False, f"不能读写：{error}。", remedy)
        return
    newest = Evidence.objects.order_by("-pk").values_list("school_id", "sha256")[:SAMPLE]
    pairs = list(dict.fromkeys(newest))
    broken = [sha256 for school, sha256 in pairs if not _is_whole(school, sha256)]
    if broken or not written:
        names = "、".join(each[:12] for each in broken)
        remedy = "请从备份恢复材料存储和密钥，再运行一次。"
        yield Finding("材料存储", False, f"{len(broken)} 份材料读不出或已被改动：{names}。", remedy)
        return
    yield Finding("材料存储", True, f"可读写，最近 {len(pairs)} 份材料核对无误。")


def broken_files() -> tuple[int, list[tuple[int, str]]]:
    """Read every file back; return how many there are, and those that are not what they were."""
    pairs = sorted(named_files())
    return len(pairs), [pair for pair in pairs if not _is_whole(*pair)]


def _is_whole(school_id: int, sha256: str) -> bool:
    try:
        content_of(school_id, sha256)
    except PlaceError:
        return False
    return True
