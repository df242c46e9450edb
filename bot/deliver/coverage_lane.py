"""The lane of coverage: posts, corrections, withdrawals, pins and summaries, chat by chat."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deliver.dispatcher import AFTER_FAULT, Work
from bot.deliver.ports import Ack, CoverageStore, DeliveryStore, Messenger
from bot.model import (
    Address,
    Chat,
    Coverage,
    Delivery,
    Impossible,
    MediaKind,
    Never,
    Outcome,
    Part,
    Post,
    PostKind,
    Preferences,
    Sent,
    SentMessage,
    Subscription,
)
from bot.phrases import known_language
from bot.rendering.digest import render_digest
from bot.rendering.links import message_link
from bot.rendering.parts import fingerprint, slots
from bot.rendering.post import render_post, render_withdrawn
from bot.rendering.revise import Delete, Edit, Operation, Send, operations
from bot.rendering.summary import render_summary
from bot.routing import Digest, LevelWith, Pin, Show, Step, Withdraw, next_step

log = logging.getLogger(__name__)


class CoverageLane:
    """Offers each subscription's next step, and records what it led to."""

    def __init__(
        self,
        *,
        deliveries: DeliveryStore,
        coverages: CoverageStore,
        messenger: Messenger,
        digest_after: int,
        language: str,
    ) -> None:
        """`language` serves where neither the chat nor the coverage has one we know."""
        self._deliveries = deliveries
        self._coverages = coverages
        self._messenger = messenger
        self._digest_after = digest_after
        self._language = language

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """The next step of each subscription that is behind; see `Lane.waiting`.

        Subscriptions whose step is to send nothing are brought level here, many in one commit.
        """
        while True:
            behind = await self._deliveries.behind(now, skip_chats=skip_chats, limit=limit)
            if not behind:
                return []
            works: list[Work] = []
            level: list[Ack] = []
            for subscription, step in await self._steps(behind):
                match step:
                    case LevelWith(seq=seq):
                        level.append(Ack(subscription.id, seq))
                    case _:
                        work = await self._prepare(subscription, step, now)
                        if isinstance(work, MessageWork) and not work.todo:
                            level.append(Ack(subscription.id, work.seq, work.rows))
                        elif work:
                            works.append(work)
            await asyncio.gather(*(self._deliveries.acknowledge(ack) for ack in level))
            if works or not level:
                return works

    async def _steps(self, behind: Sequence[Subscription]) -> list[tuple[Subscription, Step]]:
        cursors: dict[int, int] = {}
        for subscription in behind:
            coverage_id = subscription.coverage_id
            cursors[coverage_id] = min(
                subscription.cursor, cursors.get(coverage_id, subscription.cursor)
            )
        changes = {
            coverage_id: await self._coverages.changes_after(coverage_id, cursor)
            for coverage_id, cursor in cursors.items()
        }
        post_ids = {change.post_id for each in changes.values() for change in each}
        posts = await self._coverages.posts_by_id(post_ids)
        shown = await self._deliveries.shown([each.id for each in behind], post_ids)
        by_subscription: dict[int, dict[int, Delivery]] = {}
        for (subscription_id, post_id), delivery in shown.items():
            by_subscription.setdefault(subscription_id, {})[post_id] = delivery
        return [
            (
                subscription,
                next_step(
                    subscription,
                    changes[subscription.coverage_id],
                    posts,
                    by_subscription.get(subscription.id, {}),
                    digest_after=self._digest_after,
                ),
            )
            for subscription in behind
        ]

    async def _prepare(self, subscription: Subscription, step: Step, now: datetime) -> Work | None:
        """Turn a step into work; a post that cannot be rendered holds up its own chat only."""
        try:
            coverage = await self._coverages.get(subscription.coverage_id)
            return await self._work(subscription, step, coverage)
        except Exception:
            log.exception("subscription %s: its next step cannot be prepared", subscription.id)
            await self._deliveries.hold(subscription.id, now + AFTER_FAULT)
            return None

    async def _work(
        self, subscription: Subscription, step: Step, coverage: Coverage
    ) -> Work | None:
        language = self._language_for(subscription, coverage)
        match step:
            case Pin(seq=seq, delivery=delivery, on=on):
                return PinWork(self._messenger, self._deliveries, subscription, seq, delivery, on)
            case Digest(seq=seq, posts=posts):
                part = _digest(posts, coverage, language, subscription.preferences)
                rows = tuple(replace(_row(subscription, post), digest=True) for post in posts)
                return self._message_work(subscription, seq, rows, [Send(part)])
            case Show(seq=seq, delivery=delivery) | Withdraw(seq=seq, delivery=delivery) if (
                delivery and delivery.digest
            ):
                return await self._revise_digest(subscription, step.post, seq, delivery, coverage)
            case Withdraw(seq=seq, post=post, delivery=delivery):
                row = replace(delivery, revision=post.revision, complete=True, pinned=False)
                notice = render_withdrawn(post, coverage, language)
                return self._message_work(subscription, seq, (row,), [Delete(0)], instead=notice)
            case Show(seq=seq, post=post, delivery=delivery):
                shown = delivery.messages if delivery else ()
                parts = await self._parts(subscription, post, shown, coverage, language)
                if delivery:
                    # The phone buzzed when the post came; what follows is silent.
                    parts = tuple(replace(part, silent=True) for part in parts)
                row = replace(
                    delivery or _row(subscription, post), revision=post.revision, complete=True
                )
                todo = operations(shown, parts)
                if Delete(0) in todo:
                    row = replace(row, pinned=False)  # the pin goes with its message
                if post.pinned and not row.pinned:
                    seq = subscription.cursor  # so that the pin is owed next, at this same change
                return self._message_work(subscription, seq, (row,), todo)
            case _:
                return None

    def _language_for(self, subscription: Subscription, coverage: Coverage) -> str:
        return known_language(subscription.chat.language, coverage.language, self._language)

    def _message_work(
        self,
        subscription: Subscription,
        seq: int,
        rows: tuple[Delivery, ...],
        todo: Sequence[Operation],
        *,
        instead: Part | None = None,
    ) -> Work:
        return MessageWork(
            self._messenger, self._deliveries, subscription, seq, rows, tuple(todo), instead
        )

    async def _parts(
        self,
        subscription: Subscription,
        post: Post,
        shown: Sequence[SentMessage],
        coverage: Coverage,
        language: str,
    ) -> tuple[Part, ...]:
        preferences = _as_shown(subscription.preferences, shown)
        if post.kind is not PostKind.SUMMARY or post.summary is None:
            return render_post(post, coverage, preferences, language)
        lines = [post.summary.outcome, *post.summary.takeaways]
        ids = [line.post_id for line in lines if line and line.post_id is not None]
        messages = await self._deliveries.links(subscription.id, ids)
        links = {
            post_id: url
            for post_id, message_id in messages.items()
            if (url := message_link(subscription.chat, message_id))
        }
        posts = {each.id: each for each in await self._coverages.posts(coverage.id)}
        return render_summary(post, posts, coverage, language, links=links, preferences=preferences)

    async def _revise_digest(
        self,
        subscription: Subscription,
        post: Post,
        seq: int,
        delivery: Delivery,
        coverage: Coverage,
    ) -> Work:
        """A post told in a digest has changed: render the digest anew with what still stands."""
        language = self._language_for(subscription, coverage)
        rows = await self._deliveries.sharing(subscription.id, delivery.messages[0].message_id)
        posts = await self._coverages.posts_by_id([row.post_id for row in rows])
        revised = tuple(
            replace(row, revision=post.revision) if row.post_id == post.id else row for row in rows
        )
        standing = sorted(
            (each for each in posts.values() if not each.withdrawn_at), key=lambda p: p.position
        )
        if not standing:
            return self._message_work(subscription, seq, revised, [Delete(0)])
        part = _digest(standing, coverage, language, subscription.preferences)
        return self._message_work(subscription, seq, revised, operations(delivery.messages, [part]))


@dataclass(frozen=True, slots=True)
class MessageWork:
    """The first of the operations that bring a post's messages (or a digest's) level.

    `todo` is never empty. One call to Telegram, one acknowledgement. While operations remain, the
    ledger rows say so and the cursor stays, so that the next piece of work goes on from there,
    after a crash too. `instead` takes the place of messages that Telegram will not delete.
    """

    messenger: Messenger
    deliveries: DeliveryStore
    subscription: Subscription
    seq: int
    rows: tuple[Delivery, ...]
    todo: tuple[Operation, ...]
    instead: Part | None

    @property
    def chat(self) -> Chat:
        """The subscription's chat."""
        return self.subscription.chat

    @property
    def cost(self) -> int:
        """An album counts its items."""
        first = self.todo[0]
        return len(slots(first.part)) if isinstance(first, Send) else 1

    async def attempt(self) -> Outcome:
        """Carry out the first operation."""
        address = Address(self.chat.id, self.subscription.topic_id)
        standing = self.rows[0].messages
        match self.todo[0]:
            case Send(part=part):
                return await self.messenger.send(address, part)
            case Edit(index=index, part=part):
                return await self.messenger.edit(address, standing[index], part)
            case Delete(index=index):
                ids = [message.message_id for message in standing[index:]]
                outcome = await self.messenger.delete(address, ids)
                if isinstance(outcome, Impossible) and self.instead:
                    return await self._replace(address, standing[index:], self.instead)
                return outcome

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Acknowledge what now stands; a chat that is gone keeps its cursor for its return."""
        if isinstance(outcome, Never):
            return
        if isinstance(outcome, Impossible):
            log.warning(
                "chat %s: %s of post %s is not possible: %s",
                self.chat.id,
                type(self.todo[0]).__name__.lower(),
                self.rows[0].post_id,
                outcome.reason,
            )
        elif outcome.note:
            log.debug("chat %s: %s", self.chat.id, outcome.note)
        messages = self._standing_after(outcome)
        more = len(self.todo) > 1
        rows = tuple(
            replace(row, messages=messages, complete=not more, sent_at=now) for row in self.rows
        )
        cursor = self.subscription.cursor if more else self.seq
        await self.deliveries.acknowledge(Ack(self.subscription.id, cursor, rows))

    async def _replace(
        self, address: Address, messages: Sequence[SentMessage], part: Part
    ) -> Outcome:
        outcome: Outcome = Sent()
        for message in messages:
            outcome = await self.messenger.edit(address, message, part)
            if not isinstance(outcome, Sent | Impossible):
                return outcome
        return outcome

    def _standing_after(self, outcome: Sent | Impossible) -> tuple[SentMessage, ...]:
        standing = self.rows[0].messages
        sent = outcome.messages if isinstance(outcome, Sent) else ()
        match self.todo[0]:
            case Send():
                return standing + sent
            case Edit(index=index, part=part):
                # An edit that cannot be made counts as made: it would be refused for ever.
                edited = sent or (replace(standing[index], fingerprint=fingerprint(part)),)
                return (*standing[:index], *edited, *standing[index + 1 :])
            case Delete(index=index):
                return standing[:index]


@dataclass(frozen=True, slots=True)
class PinWork:
    """Pin a post's first message, or take its pin away."""

    messenger: Messenger
    deliveries: DeliveryStore
    subscription: Subscription
    seq: int
    delivery: Delivery
    on: bool

    cost = 1

    @property
    def chat(self) -> Chat:
        """The subscription's chat."""
        return self.subscription.chat

    async def attempt(self) -> Outcome:
        """Pin or unpin quietly."""
        address = Address(self.chat.id, self.subscription.topic_id)
        message_id = self.delivery.messages[0].message_id
        act = self.messenger.pin if self.on else self.messenger.unpin
        return await act(address, message_id)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Remember the pin. One that cannot be set is not tried again: a pin is a courtesy."""
        del now
        if isinstance(outcome, Never):
            return
        row = replace(self.delivery, pinned=self.on)
        await self.deliveries.acknowledge(Ack(self.subscription.id, self.seq, (row,)))


def _row(subscription: Subscription, post: Post) -> Delivery:
    return Delivery(
        subscription_id=subscription.id,
        post_id=post.id,
        revision=post.revision,
        messages=(),
        sent_at=post.first_seen_at,
    )


def _digest(
    posts: Sequence[Post], coverage: Coverage, language: str, preferences: Preferences
) -> Part:
    since = min(post.posted_at for post in posts)
    (part,) = render_digest(
        posts, coverage, language, since=since, links={}, silent=not preferences.sound
    )
    return part


def _as_shown(preferences: Preferences, shown: Sequence[SentMessage]) -> Preferences:
    """A post keeps the kinds of media it was sent with, whatever has been switched off since."""
    kinds = {message.media_kind for message in shown}
    return replace(
        preferences,
        photos=preferences.photos or MediaKind.PHOTO in kinds,
        videos=preferences.videos or MediaKind.VIDEO in kinds,
    )
