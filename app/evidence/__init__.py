"""Documents that leave the program: briefs, hand-over files, evidence pack and support bundle."""
