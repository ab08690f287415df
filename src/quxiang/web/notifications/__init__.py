"""Messages to people and the channels they go by. Starts with the outbox, which sends nothing."""
