"""The demo canteen: invented members, a scheme that is named as demo, and a menu for today."""
