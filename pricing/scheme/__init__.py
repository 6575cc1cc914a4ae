"""What is a discount scheme? The values that it consists of; `pricing.language` reads, checks and writes them."""
