"""Every write of evidence, by verb."""
