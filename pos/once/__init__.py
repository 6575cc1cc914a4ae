"""Requests that are sent again: each has a key, and is done once."""
