#!/bin/sh
# Works out requirements.txt and requirements-dev.txt from pyproject.toml: every package with what it needs itself,
# for all systems and Pythons at once, each with the digests of its files. What is pinned stays where it still fits.
# Usage: sh tools/lock.sh [--upgrade | --upgrade-package NAME]
set -eu

venv=${VENV:-.venv}

lock() {
    # Wheels only, as set_up.sh installs; one version of a package for every Python.
    "$venv/bin/python" -m uv pip compile --quiet --universal --only-binary :all: --fork-strategy fewest \
        --generate-hashes --no-config --custom-compile-command "make lock" "$@"
}

lock pyproject.toml --output-file requirements.txt "$@"
lock --group dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
