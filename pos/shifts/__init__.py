"""Tills and the shifts that people work on them."""
