"""What is left to do once it works."""
