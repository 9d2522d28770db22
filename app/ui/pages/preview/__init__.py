"""Who and what would be shared: loading, the tabs, the comparison with last time."""
