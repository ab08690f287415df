"""Django's way to SQLite, with a fair wait for its one write lock."""
