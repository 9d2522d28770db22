"""Everything that can be saved or printed, and the guides in use."""
