"""Workbooks that people fill in: reading and checking them, the template, and the annotated copy to send back."""
