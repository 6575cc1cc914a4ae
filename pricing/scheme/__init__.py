"""What is a discount scheme? The values that it consists of; `pricing.language` makes and checks them."""
