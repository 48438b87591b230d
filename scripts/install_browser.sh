#!/usr/bin/env bash
# Chromium and the fonts that its pages need, from Debian's packages; nothing if they are there.
set -euo pipefail

fonts() { fc-list 2>/dev/null | grep -qi 'noto.*cjk' && fc-list | grep -qi 'noto.*arabic'; }

if [ -x /usr/bin/chromium ] && fonts; then
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing: Chromium and Noto fonts. As root: apt-get install chromium fonts-noto-core fonts-noto-cjk" >&2
    exit 1
  }
  as_root=(sudo)
fi
command -v apt-get >/dev/null || {
  echo "missing: /usr/bin/chromium and Noto fonts (this system has no apt-get to install them)" >&2
  exit 1
}
echo "installing Chromium and fonts for the browser tests …" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  chromium fontconfig fonts-noto-core fonts-noto-cjk >/dev/null
