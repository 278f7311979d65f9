#!/bin/sh
# Starts the dashboard in a container, or runs a command there: podman exec ... python -m indicators backup --out /board/x
# The data folder of a new volume is a copy of the shipped one, which is the board's own from then on.
set -eu

# What the board has is for this user alone.
umask 077
data=${INDICATORS_DATA:-/board/data}

if [ ! -e "$data" ]; then
    mkdir -p "$(dirname "$data")"
    # Whole or not at all: a start that was killed leaves no half of it.
    rm -rf "$data.copying"
    cp -R data "$data.copying"
    mv "$data.copying" "$data"
fi

python -m indicators build --quiet
exec python -m streamlit run server.py --server.headless true \
    --server.address "${ADDRESS:-0.0.0.0}" --server.port "${PORT:-8501}"
