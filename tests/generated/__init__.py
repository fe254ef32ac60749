"""Random well-formed specs, and every stage of the compiler over them."""
