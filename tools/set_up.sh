#!/bin/sh
# Makes the virtual environment and installs the named requirements files, each only when it has changed.
# Usage: sh tools/set_up.sh requirements.txt [requirements-dev.txt]
set -eu

venv=${VENV:-.venv}

stop() {
    echo "$1" >&2
    exit 1
}

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

recent_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if is_recent "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

make_environment() {
    python=$(recent_python)
    [ -n "$python" ] || stop "The dashboard needs Python 3.11 or later, and none was found${PYTHON:+ as '$PYTHON'}.
Install it (https://www.python.org/downloads/, or on Debian: apt install python3 python3-venv) and run make again.
If it is installed under another name: PYTHON=/path/to/python3 make ..."
    "$python" -c 'import ensurepip, venv' 2>/dev/null || stop "This Python ($python) cannot make virtual environments.
On Debian and Ubuntu: apt install python3-venv. Then run make again."
    echo "Making the virtual environment in $venv"
    "$python" -m venv --clear "$venv"
}

# An environment whose Python has gone, or is too old, is made anew.
is_recent "$venv/bin/python" || make_environment

has_new=false
for file in "$@"; do
    installed=$venv/installed-$(basename "$file")
    if ! cmp -s "$file" "$installed"; then
        echo "Installing the packages in $file (about a minute the first time)"
        # Wheels only, so that no compiler is ever needed; only files whose digests the list names.
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
            --only-binary :all: --require-hashes -r "$file" ||
            stop "The packages in $file could not be installed; see above.
If there is no connection to the package index, try again when there is one."
        cp "$file" "$installed"
        has_new=true
    fi
done

# Compiled on all processors at once rather than by pip on one, which is a fifth of the time saved. Some packages hold
# files that no Python reads; that they fail does not matter.
if $has_new; then
    "$venv/bin/python" -m compileall -q -j 0 -x '/tests/' "$venv"/lib/python3*/site-packages >/dev/null 2>&1 || :
fi
