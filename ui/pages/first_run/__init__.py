"""The assistant of the first day."""
