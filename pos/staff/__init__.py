"""People who work here: what each may do, how they show who they are, and at which devices."""
