"""Changes that make an input of another one: each takes what is to be changed, and dice."""
