"""The start page: what to do, and the journeys there are."""
