"""Each rewrite: where it lands, what it refuses, what it does to losses."""
