"""People with a card: who they are, and the money they keep here."""
