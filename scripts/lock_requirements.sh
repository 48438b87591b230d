#!/usr/bin/env bash
# Write the lock files of the container: every package of base.txt, and what builds those that come
# as source, with the digests of all their files. Needs the package index; run it after every
# change of base.txt or build.txt (a test compares them).
set -euo pipefail
cd "$(dirname "$0")/../requirements"
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check "uv==0.13.9"
lock() {
  {
    echo "# Made from $1 by scripts/lock_requirements.sh; do not edit."
    "$tools/bin/uv" pip compile --quiet --no-header --no-annotate --universal \
      --python-version 3.11.5 --generate-hashes \
      --default-index "${PIP_INDEX_URL:-https://pypi.org/simple}" "$1"
  } > "$tools/$2"
  mv "$tools/$2" "$2"
}
lock build.txt build-lock.txt
lock base.txt lock.txt
