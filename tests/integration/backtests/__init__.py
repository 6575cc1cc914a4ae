"""Back-tests on real books, on both engines."""
