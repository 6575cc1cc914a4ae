"""Paper: what a receipt says, how it becomes bytes, and how it reaches a printer as often as it should."""
