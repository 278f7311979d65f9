"""What pages share: the open store, the address, charts with their downloads, the styles."""
