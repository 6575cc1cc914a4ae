"""The money of members that is in our hands: how it comes in, goes out, and is accounted for."""
