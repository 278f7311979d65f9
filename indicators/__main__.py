"""`python -m indicators`: the same verbs as the dashboard, without a browser."""

import sys

from indicators.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
