"""The CPU card once more: an independent implementation, written from docs/card-profile.md only.

It shares no code with the product. It is here to show that the page is enough: a card of any make that
keeps to it is taken by the canteen, and a server of any make that keeps to it takes our cards. Where the two
differ, the page is wrong or says too little; so this is mended from the page, never from the code.
"""
