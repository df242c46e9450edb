"""Use case: the channels and groups the bot may post in, and what it posts there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from bot.errors import NotFound
from bot.model import (
    Address,
    AuditEntry,
    Chat,
    ChatKind,
    Coverage,
    CoverageState,
    Level,
    Part,
    Preferences,
    Subscription,
)

STOPPED_BY_EDITOR: Final = "an editor stopped posting here"

# --- The rule: did we gain or lose the right to post? ---------------------------------------------


class Standing(StrEnum):
    """What a change of the bot's own membership means for posting."""

    GAINED = "gained"
    LOST = "lost"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot's place in a chat. `status` is Telegram's own word for it.

    `can_post` is the channel admin's right to post, or a restricted member's right to send.
    """

    status: str
    can_post: bool = False
    can_pin: bool = False


def may_write(membership: Membership, kind: ChatKind) -> bool:
    """Whether the bot can post in such a chat.

    A plain member may write in groups and private chats, but in channels only admins post.
    """
    if membership.status == "administrator":
        return membership.can_post or kind is not ChatKind.CHANNEL
    if membership.status == "restricted":
        return membership.can_post and kind is ChatKind.GROUP
    return membership.status in {"member", "creator"} and kind is not ChatKind.CHANNEL


def standing(before: Membership, after: Membership, kind: ChatKind) -> Standing:
    """What the step from `before` to `after` means for posting."""
    could, can = may_write(before, kind), may_write(after, kind)
    if could is can:
        return Standing.UNCHANGED
    return Standing.GAINED if can else Standing.LOST


def why_lost(after: Membership, kind: ChatKind) -> str:
    """In plain words, why the bot cannot post any more."""
    if kind is ChatKind.PRIVATE:
        return "the reader blocked the bot"
    if after.status in {"left", "kicked"}:
        return f"the bot was removed from the {kind}"
    if kind is ChatKind.CHANNEL:
        return "the bot may no longer post messages in the channel"
    return "the bot may no longer send messages in the group"


# --- Ports ----------------------------------------------------------------------------------------


class PlaceChats(Protocol):
    """What places need to know about chats and their subscriptions."""

    async def get(self, chat_id: int) -> Chat | None:
        """The chat, or None if it was never seen."""
        ...

    async def all(self, kind: ChatKind | None = None) -> Sequence[Chat]:
        """Every chat, or those of one kind."""
        ...

    async def save(self, chat: Chat, now: datetime) -> None:
        """Store a chat as it is now."""
        ...

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        """Stop a chat, keeping its subscriptions; True if it was running until now."""
        ...

    async def resume(self, chat_id: int, now: datetime) -> bool:
        """Let a stopped chat run again; True if it was stopped until now."""
        ...

    async def reopen(self, chat_id: int, place: Address | None = None) -> bool:
        """Let run again what stopped with its topic, in one place or everywhere in the chat."""
        ...

    async def migrate(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        """Move a chat with everything it has to a new id."""
        ...

    async def follow(
        self,
        chat_id: int,
        coverage_id: int,
        preferences: Preferences,
        now: datetime,
        topic_id: int | None = None,
    ) -> Subscription:
        """Begin a subscription, level with the coverage's head."""
        ...

    async def unfollow(self, subscription_id: int) -> None:
        """End a subscription."""
        ...

    async def subscriptions(self, chat_id: int) -> Sequence[Subscription]:
        """Everything a chat follows now, in all its topics."""
        ...

    async def set_preferences(self, subscription_id: int, preferences: Preferences) -> None:
        """Change what a subscription wants, from the next change on."""
        ...


class PlaceCoverages(Protocol):
    """What places need to know about coverages."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...


class PlaceStaff(Protocol):
    """Who may decide what places post."""

    @property
    def owners(self) -> tuple[int, ...]:
        """The user ids of the owners."""
        ...

    async def is_editor(self, user_id: int) -> bool:
        """Whether the person may run coverage: an editor or an owner."""
        ...

    async def everyone(self) -> tuple[int, ...]:
        """The user ids of all owners and editors, each once."""
        ...


class PlaceLog(Protocol):
    """Where acts are written down."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append to the log."""
        ...


class PlaceNotices(Protocol):
    """Messages to editors, sent by the dispatcher."""

    async def add(self, chat_id: int, part: Part, now: datetime, once: str = "") -> bool:
        """Queue a notice. One with the same non-empty `once` is queued only the first time."""
        ...


# --- What the use case answers --------------------------------------------------------------------


class NewsKind(StrEnum):
    """What happened to a place that editors should hear of."""

    ADDED = "added"
    RESUMED = "resumed"
    LOST = "lost"
    TOPIC_LOST = "topic_lost"


@dataclass(frozen=True, slots=True)
class PlaceNews:
    """Something about a place, and whom to tell. `key` names this one event.

    `stranger` is True when the bot was added by somebody who is neither owner nor editor.
    """

    kind: NewsKind
    chat: Chat
    recipients: tuple[int, ...]
    key: str
    reason: str = ""
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """A coverage and the subscription by which a place posts it; None when it does not."""

    coverage: Coverage
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or group with every coverage it posts or could post, the newest first."""

    chat: Chat
    postings: tuple[Posting, ...]

    def posting(self, coverage_id: int) -> Posting:
        """The one of this coverage; NotFound when the place neither posts it nor could."""
        for posting in self.postings:
            if posting.coverage.id == coverage_id:
                return posting
        raise NotFound("That coverage no longer exists. /places shows the present state.")


class Places:
    """Channels and groups: gained, lost, asked about, set."""

    def __init__(
        self,
        chats: PlaceChats,
        coverages: PlaceCoverages,
        staff: PlaceStaff,
        log: PlaceLog,
        notices: PlaceNotices,
    ) -> None:
        self._chats = chats
        self._coverages = coverages
        self._staff = staff
        self._log = log
        self._notices = notices

    async def changed(
        self, chat: Chat, before: Membership, after: Membership, actor_id: int, now: datetime
    ) -> PlaceNews | None:
        """The bot's own membership changed; answers what editors should hear of it, if anything."""
        step = standing(before, after, chat.kind)
        known = await self._chats.get(chat.id)
        if step is Standing.LOST:
            return await self._lost(known, why_lost(after, chat.kind), now)
        if not may_write(after, chat.kind):
            return None
        present = replace(
            known or chat, title=chat.title, username=chat.username, can_pin=after.can_pin
        )
        await self._chats.save(present, now)
        if step is Standing.GAINED or known is None:
            return await self._gained(present, actor_id, now)
        return None

    async def knows(self, chat_id: int) -> bool:
        """Whether the bot ever met this chat."""
        return await self._chats.get(chat_id) is not None

    async def stopped(self, chat: Chat, reason: str, now: datetime) -> PlaceNews | None:
        """A chat, or a topic of it, was stopped just now; what editors should hear of it.

        They hear of channels and groups, not of readers who leave.
        """
        if chat.kind is ChatKind.PRIVATE:
            return None
        known = await self._chats.get(chat.id)
        runs = known is not None and not known.stopped_because
        kind = NewsKind.TOPIC_LOST if runs else NewsKind.LOST
        key = f"lost:{chat.id}:{now.isoformat()}"
        return PlaceNews(kind, chat, await self._staff.everyone(), key, reason)

    async def reopened(self, place: Address, now: datetime) -> PlaceNews | None:
        """A topic was opened again; what editors should hear of it, if we post there."""
        chat = await self._chats.get(place.chat_id)
        if chat is None or not await self._chats.reopen(chat.id, place):
            return None
        key = f"resumed:{chat.id}:{now.isoformat()}"
        return PlaceNews(NewsKind.RESUMED, chat, await self._staff.everyone(), key)

    async def migrated(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        """A group became a supergroup. Telegram says so twice; the second time nothing is left."""
        if await self._chats.get(old_chat_id) is not None:
            await self._chats.migrate(old_chat_id, new_chat_id, now)

    async def renamed(self, chat_id: int, title: str, now: datetime) -> None:
        """A place we know got a new title."""
        known = await self._chats.get(chat_id)
        if known is not None and known.title != title:
            await self._chats.save(replace(known, title=title), now)

    async def tell(self, recipients: Collection[int], part: Part, key: str, now: datetime) -> None:
        """Queue `part` for each recipient, once for this `key`."""
        for user_id in recipients:
            await self._notices.add(user_id, part, now, once=f"{key}:{user_id}")

    async def places(self) -> list[Place]:
        """Every channel, then every group, by title."""
        found = [
            *await self._chats.all(ChatKind.CHANNEL),
            *await self._chats.all(ChatKind.GROUP),
        ]
        found.sort(key=lambda chat: (chat.kind is ChatKind.GROUP, chat.title.casefold()))
        return [await self._place(chat) for chat in found]

    async def place(self, chat_id: int) -> Place:
        """One channel or group; NotFound when we know of none."""
        chat = await self._chats.get(chat_id)
        if chat is None or chat.kind is ChatKind.PRIVATE:
            raise NotFound("That channel or group is no longer known. /places shows which are.")
        return await self._place(chat)

    async def post(
        self, actor_id: int, chat_id: int, coverage_id: int, level: Level | None, now: datetime
    ) -> Place:
        """From now on post this much of a coverage in a place; None posts nothing of it.

        In a forum the topic that is posted to already stays the target.
        """
        place = await self.place(chat_id)
        posting = place.posting(coverage_id)
        subscription = posting.subscription
        if subscription is None and level is not None:
            topic_id = next(
                (each.subscription.topic_id for each in place.postings if each.subscription), None
            )
            await self._chats.follow(chat_id, coverage_id, Preferences(level), now, topic_id)
        elif subscription is not None and level is None:
            await self._chats.unfollow(subscription.id)
        elif subscription is not None and level is not None:
            wanted = replace(subscription.preferences, level=level)
            await self._chats.set_preferences(subscription.id, wanted)
        amount = level.replace("_", " ") if level else "nothing"
        details = f"“{place.chat.title}” to post “{posting.coverage.title}”: {amount}"
        await self._wrote(now, actor_id, "set", details)
        return await self._place(place.chat)

    async def stop(self, actor_id: int, chat_id: int, now: datetime) -> Place:
        """Post nothing in a place until an editor says otherwise; its choices are kept."""
        place = await self.place(chat_id)
        await self._chats.stop(chat_id, STOPPED_BY_EDITOR, now)
        await self._wrote(now, actor_id, "stopped", f"posting in “{place.chat.title}”")
        return await self.place(chat_id)

    async def resume(self, actor_id: int, chat_id: int, now: datetime) -> Place:
        """Post again in a place that an editor stopped."""
        place = await self.place(chat_id)
        await self._chats.resume(chat_id, now)
        await self._wrote(now, actor_id, "resumed", f"posting in “{place.chat.title}”")
        return await self.place(chat_id)

    async def here(
        self, actor_id: int, chat: Chat, topic_id: int | None, now: datetime
    ) -> list[Coverage]:
        """Post everything this forum group posts in this topic; answers what that is.

        What stopped with another topic goes on here.
        """
        await self._chats.reopen(chat.id)
        subscriptions = list(await self._chats.subscriptions(chat.id))
        here = {sub.coverage_id for sub in subscriptions if sub.topic_id == topic_id}
        for subscription in subscriptions:
            if subscription.topic_id == topic_id:
                continue
            await self._chats.unfollow(subscription.id)
            if subscription.coverage_id not in here:
                here.add(subscription.coverage_id)
                await self._chats.follow(
                    chat.id, subscription.coverage_id, subscription.preferences, now, topic_id
                )
        if subscriptions:
            where = f"topic {topic_id}" if topic_id else "the General topic"
            await self._wrote(now, actor_id, "moved", f"“{chat.title}” to {where}")
        return [await self._coverages.get(coverage_id) for coverage_id in sorted(here)]

    async def _lost(self, known: Chat | None, reason: str, now: datetime) -> PlaceNews | None:
        if known is None or not await self._chats.stop(known.id, reason, now):
            return None
        return await self.stopped(known, reason, now)

    async def _gained(self, chat: Chat, actor_id: int, now: datetime) -> PlaceNews | None:
        """An editor's own stop outlives the rights; every other one ends with their return."""
        if chat.stopped_because == STOPPED_BY_EDITOR:
            return None
        resumed = await self._chats.resume(chat.id, now)
        if chat.kind is ChatKind.PRIVATE:
            return None
        if resumed and await self._chats.subscriptions(chat.id):
            key = f"resumed:{chat.id}:{now.isoformat()}"
            present = replace(chat, stopped_because="")
            return PlaceNews(NewsKind.RESUMED, present, await self._staff.everyone(), key)
        stranger = not await self._staff.is_editor(actor_id)
        asked = self._staff.owners if stranger else (actor_id,)
        key = f"added:{chat.id}:{now.isoformat()}"
        return PlaceNews(NewsKind.ADDED, chat, asked, key, stranger=stranger)

    async def _wrote(self, now: datetime, actor_id: int, action: str, details: str) -> None:
        await self._log.audit(AuditEntry(now, actor_id, action, details))

    async def _place(self, chat: Chat) -> Place:
        subscriptions = await self._chats.subscriptions(chat.id)
        mine = {subscription.coverage_id: subscription for subscription in subscriptions}
        postings = [
            Posting(coverage, mine.get(coverage.id))
            for coverage in await self._coverages.all()
            if coverage.id in mine or coverage.state is not CoverageState.CONCLUDED
        ]
        postings.sort(key=lambda posting: posting.coverage.id, reverse=True)
        return Place(chat, tuple(postings))
