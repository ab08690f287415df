"""Every write of privacy, by verb."""
