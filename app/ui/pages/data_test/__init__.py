"""The data test at itslearning: the request, its outcome, and production."""
