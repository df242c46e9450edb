"""The client of an OpenAI-compatible chat endpoint.

It is apart from `bot.sources.fetch` and without its guard on private addresses: the operator names
the address in the settings, and a model on the same computer is the usual case. Nothing that comes
from outside can change it, and redirects are not followed, so that the key goes nowhere else.
"""

from typing import Any, Self

import httpx

from bot.errors import ModelError
from bot.polish import Answer
from bot.summary.asking import Messages

_MAX_BYTES = 200_000
_OK = 200


class Machine:
    """One kept-open client. `timeout` is in seconds; `key` may be empty and is never logged."""

    def __init__(self, url: str, name: str, key: str, *, timeout: float) -> None:
        """`url` is the endpoint's base, as https://host/v1."""
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._name = name
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(
            timeout=timeout, headers=headers, follow_redirects=False, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def complete(self, conversation: Messages) -> Answer:
        """What the model says next. ModelError, in words for a log, when it says nothing usable."""
        asked = {"model": self._name, "messages": list(conversation), "temperature": 0}
        try:
            async with self._client.stream("POST", self._url, json=asked) as response:
                if response.status_code != _OK:
                    raise ModelError(f"the endpoint answers HTTP {response.status_code}")
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _MAX_BYTES:
                        raise ModelError(f"its answer is larger than {_MAX_BYTES:,} bytes")
        except httpx.HTTPError as error:
            raise ModelError(f"no answer ({type(error).__name__})") from error
        return _answer(bytes(body))


def _answer(body: bytes) -> Answer:
    try:
        told: Any = httpx.Response(_OK, content=body).json()
        text = told["choices"][0]["message"]["content"]
        tokens = (told.get("usage") or {}).get("total_tokens", 0)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError("its answer is not that of a chat endpoint") from error
    if not isinstance(text, str):
        raise ModelError("its answer holds no text")
    return Answer(text, tokens if isinstance(tokens, int) and tokens > 0 else 0)
