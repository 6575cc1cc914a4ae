"""What does a scheme mean for people: in sentences, with its weak places, and against another version?

`explain`, `lint` and `compare` are the three answers. `sentences` holds how each part of a scheme is said,
`weak_places` what can be weak in one.
"""
