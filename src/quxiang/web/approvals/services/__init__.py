"""Every write of signatures, by verb."""
