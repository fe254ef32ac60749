"""How each kind of term is printed."""
