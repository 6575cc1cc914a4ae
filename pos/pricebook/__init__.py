"""Discount schemes: which one is in force, as a value that `pricing` understands."""
