"""Several schools at once: a trust's list."""
