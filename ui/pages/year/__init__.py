"""A whole year of meetings."""
