"""Signed files that carry a request to the headteacher's own copy of the wizard, and the answer back."""
