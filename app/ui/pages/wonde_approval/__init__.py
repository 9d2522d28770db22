"""The approval at Wonde: whom to ask, what is shared, and where it stands."""
