"""Member lists that come in from workbooks of any shape."""
