#!/bin/sh
# Make the virtual environment and install exactly what the lock says.
set -eu
python=$1 venv=$2
say() { printf '%s\n' "$*"; }

if ! command -v "$python" >/dev/null 2>&1; then
    say "Python 3.11 is missing: install it (Debian 12: apt-get install python3.11 python3.11-venv) or give its path, e.g. make run PYTHON=/opt/python3.11/bin/python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    say "$python is not Python 3.11 but $("$python" -V 2>&1); give one with PYTHON=…" >&2
    exit 1
fi
free_kb=$(df -Pk . | awk 'NR == 2 {print $4}')
if [ ! -x "$venv/bin/rasa" ] && [ "$free_kb" -lt 5000000 ]; then
    say "The disk is too full: the environment needs about 5 GB, $((free_kb / 1000)) MB are free here." >&2
    exit 1
fi
say "environment: creating $venv …"
if ! "$python" -m venv "$venv"; then
    say "Python cannot make virtual environments: apt-get install python3.11-venv" >&2
    exit 1
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/uv.txt
say "environment: installing about 200 packages (2.6 GB), one to five minutes …"
# Bytecode of our own is not needed; link mode "copy" works across file systems.
UV_LINK_MODE=copy "$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" \
    --require-hashes requirements/dev.txt
say "environment: ready"
