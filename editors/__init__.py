"""What editors need that speak no Language Server Protocol for colours."""
