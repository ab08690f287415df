"""What changed between two snapshots: facts, tables, people, figures and why, findings."""

from quxiang.engine.snapshots.differences.comparing import Comparison, compare, compare_figure

__all__ = ["Comparison", "compare", "compare_figure"]
