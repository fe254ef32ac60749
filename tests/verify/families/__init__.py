"""Each family as the oracle knows it."""
