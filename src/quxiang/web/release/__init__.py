"""The one gate in front of everything that leaves: exports, charts, files, interfaces."""
