"""The program: who computes what, once, together with what."""
