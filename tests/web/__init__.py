"""Tests of the web world: in through HTTP, on SQLite and PostgreSQL."""
