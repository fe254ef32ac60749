"""What a user asks for becomes the settled options of a run, with its data and their places."""
