"""Use-cases, one file a noun: each public method that writes is one operation and one transaction."""
