"""Keeps a worker alive when its broker dies in the middle of work.

kombu 5.7 takes a lost connection apart while others still hold its channels: it closes a channel a second time when the
first closing ended at what the dead server still owed, and a task that was under way notes its end on the channel it
came from. Both then ask a transport that is gone for its address and fail with an `AttributeError`, which nobody expects
and which stops the whole worker. Said as what it is, a lost connection, it is dealt with as any other.

Nothing needs to be given back to a server that is gone: what it kept comes back by itself when its time is over, and
what is to be done stands in the database.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as ConnectionLost


def is_cut_off(channel: Any) -> bool:
    """Has the connection been taken apart that this channel belongs to?"""
    return channel.connection is None or channel.connection.client is None


class CarefulQoS(redis.QoS):
    """Gives back unfinished work only while there is somebody to give it to."""

    def restore_unacked(self, client: Any = None) -> None:
        """Give back what this worker took and did not finish."""
        if not is_cut_off(self.channel):
            super().restore_unacked(client)


class CarefulChannel(redis.Channel):
    """Says that its connection is lost, where kombu's own fails on having none."""

    QoS = CarefulQoS

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - kombu's own
        if is_cut_off(self):
            raise ConnectionLost("The connection of this channel has been closed.")
        parameters: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[misc] # the stubs leave it out
        return parameters


def install() -> None:
    """Let every Redis connection of this process be careful."""
    redis.Transport.Channel = CarefulChannel
