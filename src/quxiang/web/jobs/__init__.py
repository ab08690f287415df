"""Background and periodic work with progress: enqueue, run, show, cancel. Knows no domain."""
