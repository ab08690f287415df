"""Pages of evidence: one graduate's papers, and one file."""
