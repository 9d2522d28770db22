"""Hand-over files, as both sides see them."""
