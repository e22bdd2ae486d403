"""What is seen: pages, forms and widgets. No SQL, no rule and no file format lives here."""
