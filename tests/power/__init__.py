"""A disk whose power is cut: what a real process wrote, and what of it is left."""
