"""What two runs were worked out by, where that is not the same: then findings differ by it too."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.engine.snapshots.differences.basis import Basis
from quxiang.engine.snapshots.differences.forms import Fact
from quxiang.engine.yamlform import shown


def run_facts(before: Basis, after: Basis) -> Iterator[Fact]:
    """Give the scheme, the parameters and the texts two runs do not share."""
    if before.run is None or after.run is None:
        return
    then, now = before.run.manifest, after.run.manifest
    if then.standard != now.standard:
        yield Fact("run.standard", then.standard, now.standard)
    for code in sorted(then.parameters.keys() & now.parameters.keys()):
        old, new = then.parameters[code], now.parameters[code]
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                yield Fact(f"rules.{code}.{name}", shown(old[name]), shown(new[name]))
    texts = {"rule": (then.rules, now.rules), "figure": (then.figures, now.figures)}
    for kind, (old_texts, new_texts) in texts.items():
        for name in sorted(old_texts.keys() & new_texts.keys()):
            if old_texts[name] != new_texts[name]:
                yield Fact(f"{kind}.{name}", old_texts[name], new_texts[name])


def run_at_one_end(before: Basis, after: Basis) -> Iterator[str]:
    """Say which rules ran on one snapshot only: their findings come and go with that."""
    if before.run is None or after.run is None:
        return
    then, now = before.ran, after.ran
    for codes, words in (
        (now - then, "只在后一份快照上运行了这些规则，它们新出现的发现未必是新的"),
        (then - now, "只在前一份快照上运行了这些规则，它们消失的发现未必已解决"),
    ):
        if codes:
            yield f"{words}：{'、'.join(sorted(codes))}。"
