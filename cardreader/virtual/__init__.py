"""Cards and readers made of software: for demo, training and tests, never on a till that sells.

The cards answer byte for byte like real ones and are read through the real PC/SC service, so nothing above
it knows the difference.
"""
