"""Hand one message to a vendor over HTTP; owns no table and decides nothing about repeats."""
