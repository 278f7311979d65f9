"""What people fill in: workbooks and tables read cell by cell, templates, and marked copies to send back."""
