#!/bin/sh
# The browser journeys need Chromium: install Debian's where that is possible.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "tests: installing Chromium for the browser journeys …"
    (apt-get update -qq && apt-get install -y -qq chromium) >/dev/null 2>&1 && exit 0
fi
echo "tests: Chromium is missing, browser journeys will be left out (apt-get install chromium)"
exit 0
