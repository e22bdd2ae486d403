"""Pure functions over records: no clock, no SQL, no Qt."""
