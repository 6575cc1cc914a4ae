"""Ways to pay beside a wallet and cash: what others take for us, vouchers, and how cash is rounded."""
