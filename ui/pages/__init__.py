"""Screens, one folder a feature."""
