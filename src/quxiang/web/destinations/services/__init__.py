"""Every write of registrations, by verb."""
