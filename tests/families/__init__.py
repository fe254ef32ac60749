"""What is tested here is mirrored in `schematic/families`."""
