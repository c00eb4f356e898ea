"""A channel whose connection is gone says so in a way the worker understands."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as ConnectionLost

from mentorship.broker import CarefulChannel, is_cut_off
from mentorship.celery import app


@pytest.fixture
def channel():
    """A channel as the worker has one, on a transport that nobody answers."""
    with app.connection("redis://127.0.0.1:1/0") as connection:
        transport = connection.transport
        # Making a channel asks the server once; what is tested here happens long after.
        made = CarefulChannel.__new__(CarefulChannel)
        made.connection = transport
        yield made


def test_workers_talk_to_redis_over_such_channels():
    with app.connection("redis://127.0.0.1:1/0") as connection:
        assert connection.transport.Channel is CarefulChannel


def test_a_channel_with_its_connection_is_not_cut_off(channel):
    assert not is_cut_off(channel)


def test_a_channel_whose_transport_was_taken_apart_says_that_the_connection_is_lost(channel):
    channel.connection.client = None

    with pytest.raises(ConnectionLost):
        channel._connparams()


def test_a_closed_channel_says_that_the_connection_is_lost(channel):
    channel.connection = None

    with pytest.raises(ConnectionLost):
        channel._connparams()


def test_a_lost_connection_is_an_error_the_worker_goes_on_after(channel):
    assert issubclass(ConnectionLost, channel.connection.connection_errors)
