"""A hand-over file that somebody was sent: what it asks, and the answer."""
