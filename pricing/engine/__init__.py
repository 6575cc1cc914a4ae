"""What does a basket cost a diner under a scheme? Layer by layer, with a reason for every fen."""
