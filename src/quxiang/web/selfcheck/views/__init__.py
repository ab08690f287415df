"""Pages of self-checks."""
