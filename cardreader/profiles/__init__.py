"""What each kind of card is asked, and what its answers mean. No profile does any I/O."""
