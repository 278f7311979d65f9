"""From the files of `data/` to a store."""
