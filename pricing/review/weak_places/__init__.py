"""What can be weak in a scheme? One module for each kind of weakness, and what they prove it by."""
