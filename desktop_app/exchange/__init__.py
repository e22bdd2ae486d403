"""Signed, encrypted packages between offices: making, checking, importing them."""
