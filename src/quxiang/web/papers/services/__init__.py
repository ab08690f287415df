"""Every write of a paper: ``preparing``, ``signing``, ``inking``, ``stamping``, ``filing``."""
