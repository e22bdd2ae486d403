"""What this computer and this office may be set to."""
