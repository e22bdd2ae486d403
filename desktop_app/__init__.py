"""What is done: rules, services, packages and documents. Nothing here knows Qt (but for ``__main__``)."""

VERSION = "0.1.0"
"""Version of the program, shown to people and written into packages."""

BUILD_DAY = "2026-11-01"
"""No machine that runs this program can be at an earlier day."""
