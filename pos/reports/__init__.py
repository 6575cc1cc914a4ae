"""What happened, for those who answer for it; reads only, and every total ties to the ledger."""
