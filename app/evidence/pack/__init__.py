"""The evidence pack: what was agreed, by whom, about what, and how each thing is known."""
