"""Pages of messages, by what they are about."""
