#!/bin/sh
# Runs pytest and notes which lines of indicators/ are reached in its workers; fails where tests fail or too few are.
# Usage: sh tools/covered.sh FLOOR [what pytest is told]
set -eu

python=${VENV:-.venv}/bin/python
floor=$1
shift

# Tests begin hundreds of programs: compiled once, not by each again where an environment says to write nothing.
unset PYTHONDONTWRITEBYTECODE

"$python" -c 'import slipcover' 2>/dev/null || exec "$python" -m pytest "$@"

rm -f coverage.txt
# With fewer looks at which lines are done with than by default: those take time and find nothing more. The plugin
# hands the number on to the processes that run the tests, which the library does not.
export SLIPCOVER_THRESHOLD=2000
status=0
"$python" -m slipcover --threshold "$SLIPCOVER_THRESHOLD" --source indicators --skip-covered --out coverage.txt \
    -m pytest -p tests.helpers.coverage_threshold "$@" || status=$?
[ -f coverage.txt ] || exit "$status"
reached=$(tail -n 1 coverage.txt | awk '{ print $4 }')
echo "The tests reach $reached% of the lines of indicators/; coverage.txt names the others."
[ "$status" = 0 ] || exit "$status"
[ "$reached" -ge "$floor" ] || {
    echo "They are to reach $floor%: test what was added, or take out what is not used." >&2
    exit 1
}
