"""Every write of orgs, by verb."""
