"""Engines a rule can run on. DuckDB now; Spark where data or policy force a cluster."""
