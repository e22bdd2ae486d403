"""The cells of the office and their hamlets."""
