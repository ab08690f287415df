"""What changed between two snapshots: facts, tables, people, figures and why, findings."""

from quxiang.engine.snapshots.differences.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
