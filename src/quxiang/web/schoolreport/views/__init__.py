"""Pages of the school's report."""
