"""Pages of the negative list and of yearly sheets."""
