"""The consolidated table of a month."""
