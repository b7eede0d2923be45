#!/bin/sh
# Prints every frame of all accounts, one a line: follow.sh [url]
url=${1:-ws://localhost:5000/ws}
if [ -n "$BROADCASTER_KEY" ]; then
  exec websocat --header "Authorization: Bearer $BROADCASTER_KEY" "$url?channels=accounts"
fi
exec websocat "$url?channels=accounts"
