"""What comes in: files read, checked and written to the store, all or none."""
