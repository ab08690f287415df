"""Every write of imports, by verb."""
