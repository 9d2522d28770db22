"""Readers and writers of the files that schools and the field use. Files from outside are hostile here."""
