"""Money: accounts, entries and the postings between accounts."""
