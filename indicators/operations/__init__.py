"""What whoever runs the dashboard needs: backups, and a look at the installation."""
