"""Returns: files that agencies and publishers send, from what is due to preview, acceptance and withdrawal."""
