"""Follows every account and resumes after a lost connection: python follow.py [url] [changes to wait for]"""

import asyncio
import json
import os
import sys

import websockets

URL = sys.argv[1] if len(sys.argv) > 1 else "ws://localhost:5000/ws"
MOST = float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")


async def follow() -> None:
    key = os.environ.get("BROADCASTER_KEY")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    since: dict[str, dict] = {}  # the position of each channel: what a resume needs
    changes = 0
    async for socket in websockets.connect(f"{URL}?channels=none", additional_headers=headers):
        try:
            await socket.send(json.dumps({"op": "subscribe", "channels": ["accounts"], "since": since}))
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] in ("snapshot", "change", "gap"):
                    if frame["type"] != "snapshot":
                        assert frame["prev_seq"] == since[frame["channel"]]["seq"], "something was lost"
                        changes += 1
                    since[frame["channel"]] = {"epoch": frame["epoch"], "seq": frame["seq"]}
                    summary = frame["data"].get("summary") or {}
                    print(frame["channel"], frame["type"], frame["seq"], "equity", summary.get("total_asset_value", "-"), flush=True)
                elif frame["type"] == "recovered":
                    since[frame["channel"]] = {"epoch": frame["epoch"], "seq": frame["to_seq"]}
                if changes >= MOST:
                    return
        except websockets.ConnectionClosed as closed:
            print("connection lost, resuming:", closed, file=sys.stderr)


asyncio.run(follow())
