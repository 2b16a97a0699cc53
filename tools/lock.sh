#!/bin/sh
# Resolve requirements/*.in into locked files with hashes and without addresses.
set -eu
uv=$(pwd)/$1/bin/uv
cd requirements
for name in uv runtime dev; do
    "$uv" pip compile --quiet --upgrade --python-version 3.11 --override overrides.txt \
        --generate-hashes --no-emit-index-url "$name.in" -o "$name.txt"
done
