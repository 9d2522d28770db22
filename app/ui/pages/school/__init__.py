"""Which school it is, and what is asked of it first."""
