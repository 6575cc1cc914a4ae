"""The edge towards browsers and agents: Flask lives here and nowhere deeper."""
