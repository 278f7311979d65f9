"""What the business office does with returns: asks for them, looks at them before they are taken in."""
