"""The headteacher's own way: one task at a time."""
