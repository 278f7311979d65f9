#!/bin/sh
# Installs the Debian packages named in some files, where they are missing and where it may; else says how.
# Usage: sh tools/system_packages.sh packages.txt [packages-tests.txt]
# Never fails: the tests that need a package say so themselves (and fail when CI=true).
set -eu

command -v dpkg-query >/dev/null || {
    echo "This is not Debian or Ubuntu: for all tests, install Chrome or Chromium and PostgreSQL yourself."
    exit 0
}

missing=
for package in $(cat "$@" | grep -v '^#'); do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || state=
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Missing system packages; to run all tests: sudo apt-get install$missing"
    exit 0
fi

install() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends $missing
}

echo "Installing system packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists may be old or absent on a fresh machine; fetch them only when installing without fails.
if ! install >"$log" 2>&1 && ! { $as_root apt-get update --quiet=2 && install; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "They could not be installed; try: sudo apt-get update && sudo apt-get install$missing" >&2
fi
