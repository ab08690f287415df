"""Pages of complaints: for anybody, and for whoever handles them."""
