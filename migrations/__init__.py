"""How the tables of a canteen came to be, one step after the other, for `canteen database upgrade`."""
