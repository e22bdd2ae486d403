"""The page of the year-end review."""
