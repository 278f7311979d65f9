"""What several pages share: the open store, query parameters, filters, forms, tables and downloads."""
