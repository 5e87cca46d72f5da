#!/bin/sh
# A browser for the browser tests: taken from the system, installed where we may, named where we may not.
if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium from the system's packages for the browser tests"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    exit $?
fi
echo "Browser tests will be skipped: install the system package 'chromium' to run them"
[ -z "$CI" ]
