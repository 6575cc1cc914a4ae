"""Schemes of shapes that no published file combines so: they have to fit without a change of the code."""
