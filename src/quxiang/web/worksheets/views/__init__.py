"""Pages of sheets and rounds."""
