#!/bin/sh
# Prints the first Python that is at least 3.11 and can make virtual environments; else says what is missing.
# PYTHON=/path/to/python, if set, is the only candidate.
candidates=${PYTHON:-"python3.13 python3.12 python3.11 python3.14 python3 python"}
old=""
bare=""
for name in $candidates; do
    command -v "$name" >/dev/null 2>&1 || continue
    if ! "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        old="$old $name"
    elif ! "$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        bare="$bare $name"
    else
        command -v "$name"
        exit 0
    fi
done

{
    echo "servanda needs Python 3.11 or newer with its venv module, and found none that will do."
    [ -z "$bare" ] || echo "New enough, but without venv or ensurepip:$bare"
    [ -z "$old" ] || echo "Too old, or will not start:$old"
    echo "How to get it:"
    if [ -n "$bare" ]; then
        echo "  Debian, Ubuntu:  sudo apt-get install python3-venv"
    else
        echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv   (Debian 12, Ubuntu 24.04 or newer)"
    fi
    echo "  Fedora:          sudo dnf install python3.12"
    echo "  macOS:           brew install python@3.12"
    echo "  Windows:         winget install Python.Python.3.12   (then see docs/install.md)"
    echo "A Python elsewhere is named with:  make demo PYTHON=/path/to/python3"
} >&2
exit 1
