"""What would the sales of a past period have cost under another scheme, and whom?"""
