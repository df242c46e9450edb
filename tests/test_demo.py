"""The demo says what is wrong with a port, and how to mend it."""

import errno
import socket

import pytest

from bot.demo import DemoFailed, set_stage


async def refusal(port: int) -> str:
    with pytest.raises(DemoFailed) as refused:
        async with set_stage(speed=1, port=port):
            pytest.fail("the stage was set on a port that cannot be had")
    return str(refused.value)


async def test_a_busy_port_is_named_with_the_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert await refusal(port) == (
            f"port {port} cannot be used: another program uses it. Choose another one with --port."
        )


async def test_a_port_that_is_none_is_refused_in_words() -> None:
    assert await refusal(99999) == (
        "port 99999 cannot be used: a port is a number up to 65535. Choose another one with --port."
    )


async def test_a_port_that_is_not_ours_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forbidden(_: object) -> None:
        raise OSError(errno.EACCES, "denied")

    monkeypatch.setattr("aiohttp.web.TCPSite.start", forbidden)
    assert "permission denied" in await refusal(80)
