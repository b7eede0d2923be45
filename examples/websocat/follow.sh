#!/bin/sh
# Prints every frame of all accounts, one per line. The buffer holds the largest frame, a snapshot.
url=${BROADCASTER_URL:-ws://localhost:5000/ws}
if [ -n "$BROADCASTER_KEY" ]; then
  exec websocat --buffer-size 67108864 --header "Authorization: Bearer $BROADCASTER_KEY" "$url?channels=accounts"
fi
exec websocat --buffer-size 67108864 "$url?channels=accounts"
