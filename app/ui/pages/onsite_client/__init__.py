"""Wonde's client on this PC or another: the checks, what they found and what to say on the phone."""
