"""Data only: fonts, icons, texts, regulations, code lists and the ingredients of the sample month."""
