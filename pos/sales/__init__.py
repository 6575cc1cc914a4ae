"""Selling: from a tray to an order that is paid, taken from the portions, posted and on its way to paper."""
