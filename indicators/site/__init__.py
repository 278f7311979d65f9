"""The public edition: a small site of plain files, made from the public copy alone."""
