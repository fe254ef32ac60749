"""What is fed: one file for each way into the project; it defines a `FuzzTarget` as `TARGET`."""
