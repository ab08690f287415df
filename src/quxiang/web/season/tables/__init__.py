"""The engine's tables, each from the rows of the app that owns them, as known at a moment."""
