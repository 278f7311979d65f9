"""A made-up board year that everybody can run: figures, returns, meetings, challenges, findings, reports."""
