"""Qt item models over rosters and findings."""
