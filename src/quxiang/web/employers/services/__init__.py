"""Every write of employers, by verb."""
