"""Checks find out what is true right now and change nothing. One file per family of checks."""
