"""Cash beside sales: in and out of drawers, counts, the close of a shift, the safe and the bank."""
