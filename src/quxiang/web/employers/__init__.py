"""Who employs: one row a credit code, names past and present, parents, status, size, sources."""
