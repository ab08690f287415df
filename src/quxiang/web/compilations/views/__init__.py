"""Pages of compilations: what there is, one of them, a volume that leaves."""
