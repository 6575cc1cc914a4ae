"""Readers and cards: what lies on which reader, and what a card can prove.

Knows nothing of members, money or the canteen. The server drives a card conversation step by step; the
agent on the till's computer only carries commands and answers. Keys never leave the server.
"""
