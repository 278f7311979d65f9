"""Small file systems, and filling them."""

import os
import subprocess


def mount(disk):
    """Put a file system of 12 MB at a folder; whether this user may."""
    if os.name != "posix" or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True).returncode == 0


def fill(disk, leave):
    status = os.statvfs(disk)
    (disk / "ballast").write_bytes(bytes(max(status.f_bavail * status.f_frsize - leave, 0)))
