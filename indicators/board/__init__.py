"""What the board writes down itself: challenges, findings and reports on actions. Nothing is edited or deleted."""
