"""Packages out, packages in, and the enrolment of keys."""
