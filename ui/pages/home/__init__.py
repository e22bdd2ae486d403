"""The board of the month."""
