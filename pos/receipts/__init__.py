"""Paper: what a receipt says, how it becomes bytes, and how it gets to a printer exactly as often as it should."""
