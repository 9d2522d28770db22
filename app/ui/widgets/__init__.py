"""Reusable parts of pages: cards, tiles, charts, tables, lists of findings."""
