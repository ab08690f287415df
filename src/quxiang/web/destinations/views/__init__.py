"""Pages of destinations."""
