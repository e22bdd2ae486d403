"""The way back to a backup, before an office is open."""
