"""Pages of the notice and of retention."""
