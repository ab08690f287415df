"""Every write of the roster, by verb."""
