"""Facts about this PC behind one Protocol, so that checks read alike on Windows and elsewhere."""
