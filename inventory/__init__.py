"""The kitchen's world: dishes, vendors, the daily menu and its portions."""
