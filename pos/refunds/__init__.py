"""Giving back what was sold: void, refund of lines, undo of the last sale, at the price that was paid."""
