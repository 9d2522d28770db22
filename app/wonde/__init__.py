"""Wonde's REST API v1.0: client, paging, row shapes and errors."""
