"""How is a scheme, a case or a quote written as text, and read back? What is not understood is refused."""
