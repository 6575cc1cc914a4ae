"""Amounts that a site's manager sets: how much a card may pay, and how much an account may hold."""
