"""Keeps everybody's data out of what leaves the program: what to look for, and where it hides."""

from app.evidence.redaction.guard import Guard, Searched

__all__ = ["Guard", "Searched"]
