"""What is kept: the encrypted store, its schema and the queries of each noun. No rule and no Qt lives here."""
