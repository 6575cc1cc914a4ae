"""Cards: which member one names, whether it is genuine, and what lies on each reader."""
