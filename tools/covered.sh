#!/bin/sh
# Runs pytest and notes which lines of indicators/ are reached in its workers; fails where tests fail or too few are.
# Usage: sh tools/covered.sh FLOOR [what pytest is told]
set -eu

python=${VENV:-.venv}/bin/python
floor=$1
shift

"$python" -c 'import slipcover' 2>/dev/null || exec "$python" -m pytest "$@"

rm -f coverage.txt
# With fewer looks at which lines are done with than by default: those take time and find nothing more.
status=0
"$python" -m slipcover --threshold 2000 --source indicators --skip-covered --out coverage.txt -m pytest "$@" || status=$?
[ -f coverage.txt ] || exit "$status"
reached=$(tail -n 1 coverage.txt | awk '{ print $4 }')
echo "The tests reach $reached% of the lines of indicators/; coverage.txt names the others."
[ "$status" = 0 ] || exit "$status"
[ "$reached" -ge "$floor" ] || {
    echo "They are to reach $floor%: test what was added, or take out what is not used." >&2
    exit 1
}
