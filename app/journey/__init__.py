"""Steps as data, the ledger of what has happened, and the state computed from the two. Knows nothing of Qt."""
