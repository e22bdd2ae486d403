"""Documents as Word files: templates an office may edit, filled in a sandbox."""
