"""Every write of campaigns, by verb."""
