"""The screen that asks for the password."""
