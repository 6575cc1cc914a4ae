"""What members have used of the rules that are counted per person, in which period and where."""
