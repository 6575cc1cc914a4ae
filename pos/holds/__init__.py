"""Tickets that were put aside for a moment, for any till of the same site to go on with."""
