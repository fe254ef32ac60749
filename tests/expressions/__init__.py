"""The algebra of formulas, and its printers."""
