"""Lists of residents, read from CSV or Excel, that become members all at once or not at all."""
