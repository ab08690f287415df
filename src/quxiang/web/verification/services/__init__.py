"""Everything that changes surveys and sampled records."""
