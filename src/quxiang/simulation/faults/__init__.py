"""Faults planted into a clean season, and the truth about them.

What is wrong is known because it was made wrong here: nothing in this package asks a rule.
"""

from __future__ import annotations

from quxiang.simulation.faults.planting import plant

__all__ = ["plant"]
