"""What is done with the negative list."""
