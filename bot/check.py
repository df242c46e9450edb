"""`dateline check`: everything a start needs, tried for real, as a table."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TextIO

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import InvalidToken, TelegramError

from bot import health
from bot.clients import disconnect, make_application, make_fetcher
from bot.engine import source_patience, stars_spent
from bot.errors import DatelineError, SourceError, StorageError
from bot.model import Chat, ChatKind, Coverage, Source
from bot.running import utc_now
from bot.settings import Settings
from bot.sources.read import HttpSourceReader
from handlers.doubt_views import told
from storage import Database, Store, check_writable, newest_version, schema_version


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table."""

    good: bool
    what: str
    words: str


async def check(settings: Settings, out: TextIO) -> bool:
    """Print a line for each thing a start needs; answers whether all of them are well."""
    findings = []
    async for finding in _findings(settings):
        findings.append(finding)
        mark = "ok  " if finding.good else "FAIL"
        print(f"{mark}  {finding.what:<24}  {finding.words}", file=out)
    bad = sum(not finding.good for finding in findings)
    print(f"\n{bad} of {len(findings)} need mending." if bad else "\nAll well.", file=out)
    return not bad


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    try:
        settings.require_bot()
    except DatelineError as error:
        yield Finding(good=False, what="settings", words=str(error).replace("\n", " "))
        return
    yield Finding(good=True, what="settings", words=f"{len(settings.owners)} owner(s)")
    async with AsyncExitStack() as stack:
        application = make_application(settings)
        stack.push_async_callback(disconnect, application)
        token = await _token(settings, application.bot)
        yield token
        storage = await _database(settings)
        yield storage
        if not storage.good:
            return
        database = Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        fetcher = await stack.enter_async_context(make_fetcher(settings, utc_now))
        store = Store.open(database)
        words = told(await store.intents.counts())
        yield Finding(good=True, what="sends without an answer", words=words)
        if paid := await stars_spent(settings, store, utc_now()):
            words = f"up to {settings.paid_messages_per_second:g} messages a second; {paid}"
            yield Finding(good=True, what="paid broadcast", words=words)
        async for finding in _sources(settings, store, HttpSourceReader(fetcher)):
            yield finding
        if token.good:
            async for finding in _places(store, application.bot):
                yield finding


async def _token(settings: Settings, bot: Bot) -> Finding:
    try:
        await bot.initialize()
    except InvalidToken:
        words = f"refused by {settings.api_base_url}; copy DATELINE_BOT_TOKEN again from @BotFather"
        return Finding(good=False, what="token", words=words)
    except TelegramError as error:
        words = f"{settings.api_base_url} cannot be reached: {error}"
        return Finding(good=False, what="token", words=words)
    return Finding(good=True, what="token", words=f"@{bot.username} at {settings.api_base_url}")


async def _database(settings: Settings) -> Finding:
    try:
        words = await check_writable(settings.database_url)
        version = schema_version(settings.database_url)
    except StorageError as error:
        return Finding(good=False, what="database", words=str(error))
    if version == newest_version():
        return Finding(good=True, what="database", words=words)
    words = f"{words}; `dateline migrate` does it now"
    return Finding(good=False, what="database", words=words)


async def _sources(
    settings: Settings, store: Store, reader: HttpSourceReader
) -> AsyncIterator[Finding]:
    patience = source_patience(settings)
    for coverage in await store.coverages.all():
        if not coverage.state.watched:
            continue
        posts = await store.coverages.posts(coverage.id)
        for source in await store.coverages.sources(coverage.id):
            own = [post for post in posts if post.source_id == source.id]
            known = health.examined(source, coverage, own, utc_now(), patience)
            yield await _source(coverage, known, reader)


async def _source(coverage: Coverage, source: Source, reader: HttpSourceReader) -> Finding:
    """Whether the page can be read now, and what editors were told of it."""
    what = f"coverage {coverage.id}"
    try:
        reading = await reader.inspect(
            source.url,
            timezone=coverage.timezone,
            pinned_format=source.pinned_format,
            selectors=source.selectors,
        )
    except SourceError as error:
        return Finding(good=False, what=what, words=f"{source.url}: {error}")
    if trouble := health.alarm(coverage, source):
        return Finding(good=False, what=what, words=trouble.replace("\n", " "))
    seen = reading.snapshot
    words = f"{source.url}: {len(seen.posts)} posts ({seen.format})"
    return Finding(good=True, what=what, words=words)


async def _places(store: Store, bot: Bot) -> AsyncIterator[Finding]:
    for kind in (ChatKind.CHANNEL, ChatKind.GROUP):
        for chat in await store.chats.all(kind):
            yield await _rights(chat, bot)


async def _rights(chat: Chat, bot: Bot) -> Finding:
    what = f"{chat.kind} {chat.title or chat.id}"
    try:
        member = await bot.get_chat_member(chat.id, bot.id)
    except TelegramError as error:
        return Finding(good=False, what=what, words=f"Telegram says: {error}")
    if chat.kind is ChatKind.GROUP:
        good = member.status not in {"left", "kicked"}
        return Finding(good=good, what=what, words=f"the bot is {member.status}")
    if isinstance(member, ChatMemberOwner):
        return Finding(good=True, what=what, words="the bot is the owner")
    if not isinstance(member, ChatMemberAdministrator):
        words = f"the bot is {member.status}; make it an admin who may post messages"
        return Finding(good=False, what=what, words=words)
    rights = {
        "post": member.can_post_messages,
        "edit": member.can_edit_messages,
        "delete": member.can_delete_messages,
    }
    missing = ", ".join(name for name, given in rights.items() if not given)
    words = f"may {', '.join(name for name, given in rights.items() if given) or 'nothing'}"
    words += f"; not {missing}" if missing else ""
    return Finding(good=bool(member.can_post_messages), what=what, words=words)
