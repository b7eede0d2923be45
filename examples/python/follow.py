"""Follows every account and resumes after a lost connection."""

import asyncio
import json
import os
import sys

import websockets

URL = os.environ.get("BROADCASTER_URL", "ws://localhost:5000/ws")
KEY = os.environ.get("BROADCASTER_KEY")

# A snapshot is one frame; the library's default of 1 MiB is too little for a busy account.
MAX_FRAME_BYTES = 64 * 1024 * 1024


async def follow() -> None:
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    since: dict[str, dict] = {}  # last position of each channel, to resume from
    async for socket in websockets.connect(
        f"{URL}?channels=none", additional_headers=headers, max_size=MAX_FRAME_BYTES
    ):
        try:
            channels = [*since, "accounts"]
            await socket.send(json.dumps({"op": "subscribe", "channels": channels, "since": since}))
            async for text in socket:
                receive(json.loads(text), since)
        except websockets.ConnectionClosed as closed:
            print("connection lost, resuming:", closed, file=sys.stderr)


def receive(frame: dict, since: dict[str, dict]) -> None:
    if frame["type"] in ("snapshot", "change", "gap"):
        channel = frame["channel"]
        if frame["type"] != "snapshot":
            assert frame["prev_seq"] == since[channel]["seq"], "a change is missing"
        since[channel] = {"epoch": frame["epoch"], "seq": frame["seq"]}
        summary = frame["data"].get("summary") or {}
        equity = summary.get("total_asset_value", "-")
        print(channel, frame["type"], frame["seq"], "equity", equity, flush=True)
    elif frame["type"] == "recovered":
        since[frame["channel"]] = {"epoch": frame["epoch"], "seq": frame["to_seq"]}


asyncio.run(follow())
