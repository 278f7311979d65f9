"""Files of publishers: open data, the LAIT extract, and the model of statistical neighbours."""
