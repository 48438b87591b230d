#!/usr/bin/env bash
# What tests need that pip has not, from Debian's packages; nothing if it is there: Chromium with fonts
# for pages, the programs that open exported files (LibreOffice, Java for EPUBCheck, Poppler), nginx before replicas, and a
# clock that jumps (libfaketime).
set -euo pipefail

packages=(chromium fontconfig fonts-noto-core fonts-noto-cjk
  libreoffice-writer libreoffice-impress default-jre-headless poppler-utils nginx-light faketime)
fonts() { [ "$(fc-list 2>/dev/null | grep -ciE 'noto(sans)?.*cjk|noto.*arabic')" -ge 2 ]; }
office() { ls /usr/lib/libreoffice/program/lib{sw,sd}lo.so >/dev/null 2>&1; }

if [ -x /usr/bin/chromium ] && fonts && office && command -v soffice java pdftotext nginx faketime >/dev/null; then
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing: programs that tests need. As root: apt-get install ${packages[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
command -v apt-get >/dev/null || {
  echo "missing: ${packages[*]} (this system has no apt-get to install them)" >&2
  exit 1
}
echo "installing Chromium, fonts, LibreOffice, Java, Poppler, nginx and libfaketime for the tests …" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  "${packages[@]}" >/dev/null
