"""What publishers offer: open data, the LAIT extract, the model of neighbours, and their editions."""
