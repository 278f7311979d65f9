"""What the board writes down itself: challenges, findings, reports on actions. Nothing is edited or deleted."""
