"""Steps as data, the ledger of what has happened, and the state computed from the two. No Qt here."""
