"""Pages that several people open at once, when nothing is loaded yet."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A thread for each page, all at once, changing places as often as they can.
ALL_AT_ONCE = """
import sys, threading
from pathlib import Path
from indicators.pages.components.session import load_page

pages = sorted(Path("indicators/pages").glob("*/page.py"))
together, loaded = threading.Barrier(len(pages)), []

def open_page(page):
    together.wait()
    load_page(page)
    loaded.append(page.parent.name)

sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=open_page, args=(page,)) for page in pages]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*sorted(loaded))
"""


@pytest.mark.long
def test_pages_opened_at_the_same_time_all_load():
    ran = subprocess.run([sys.executable, "-c", ALL_AT_ONCE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in ran.stderr
    assert ran.stdout.split() == sorted(page.parent.name for page in (ROOT / "indicators" / "pages").glob("*/page.py"))
