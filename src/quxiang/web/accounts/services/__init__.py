"""Every write of accounts, by verb."""
