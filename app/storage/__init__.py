"""Where things are kept: paths, settings, secrets, and writes that never leave half a file."""
