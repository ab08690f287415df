"""The web world: people, registrations, signatures, cases. Above all else; nothing imports it."""
