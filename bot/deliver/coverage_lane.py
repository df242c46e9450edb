"""The lanes of coverage: posts, corrections, withdrawals, pins and summaries, chat by chat."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from bot.deliver.dispatcher import AFTER_FAULT, Work
from bot.deliver.lag import Lag
from bot.deliver.ports import Ack, CoverageStore, DeliveryStore, Messenger, Queue
from bot.deliver.work import MessageWork, PinWork
from bot.model import (
    ChatKind,
    Coverage,
    Delivery,
    Level,
    MediaKind,
    Part,
    Post,
    PostKind,
    Preferences,
    SentMessage,
    Subscription,
)
from bot.phrases import known_language
from bot.rendering.digest import render_digest
from bot.rendering.links import message_link
from bot.rendering.post import render_post, render_withdrawn
from bot.rendering.revise import Delete, Operation, Send, operations
from bot.rendering.summary import render_summary
from bot.rendering.summary_pages import Look, plain
from bot.routing import Digest, LevelWith, Pin, Show, Step, Withdraw, next_step

log = logging.getLogger(__name__)

MOST_AT_A_TIME = 1024
"""No more subscriptions than this are looked at in one go."""

WEIGHTS = {Queue.BREAKING: 20, Queue.CHANNELS: 10, Queue.OTHERS: 20}
"""What each queue gets of the budget beside the others; why, is told in decision 0014."""

SomethingToDo = Show | Withdraw | Pin | Digest

_rendered = lru_cache(maxsize=256)(render_post)
"""Readers of one post mostly see the same; rendering it is the costliest part of sending it."""


class CoverageLane:
    """Offers each subscription's next step, and records what it led to.

    There is one lane for each queue: breaking news, channels, and everything for everybody else.
    """

    def __init__(
        self,
        *,
        deliveries: DeliveryStore,
        coverages: CoverageStore,
        messenger: Messenger,
        lag: Lag,
        language: str,
        queue: Queue,
        look: Callable[[ChatKind], Look] = plain,
    ) -> None:
        """`language` serves where neither the chat nor the coverage has one we know.

        `look` tells how summaries look in a kind of chat.
        """
        self._deliveries = deliveries
        self._coverages = coverages
        self._messenger = messenger
        self._lag = lag
        self._language = language
        self._queue = queue
        self._look = look
        self.weight = WEIGHTS[queue]
        self._story: tuple[tuple[int, int], Mapping[int, Post]] | None = None

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """The next step of each subscription that is behind; see `Lane.waiting`.

        Subscriptions whose step is to send nothing are brought level here, many in one commit and
        ever more at a time: a post that few asked for leaves everybody else behind.
        """
        at_a_time = limit
        while behind := await self._deliveries.behind(
            now, skip_chats=skip_chats, limit=at_a_time, queue=self._queue
        ):
            digest_after = await self._lag.digest_after(now)
            works, level, faulty = await self._prepare(behind, limit, digest_after)
            await asyncio.gather(*(self._deliveries.acknowledge(ack) for ack in level))
            if faulty:
                await self._deliveries.hold(faulty, now + AFTER_FAULT)
            if works or not (level or faulty):
                return works
            at_a_time = min(4 * at_a_time, MOST_AT_A_TIME)
        return []

    async def _prepare(
        self, behind: Sequence[Subscription], limit: int, digest_after: int
    ) -> tuple[list[Work], list[Ack], list[int]]:
        """Up to `limit` pieces of work, who is level already, and whose step is at fault.

        A post that cannot be rendered holds up nobody but the chats that wait for it.
        """
        works: list[Work] = []
        level: list[Ack] = []
        faulty: list[int] = []
        coverages = {
            coverage_id: await self._coverages.get(coverage_id)
            for coverage_id in {subscription.coverage_id for subscription in behind}
        }
        limit = max(limit, len(coverages))
        for subscription, step in await self._steps(behind, digest_after):
            if isinstance(step, LevelWith):
                if step.seq > subscription.cursor:
                    level.append(Ack(subscription.id, step.seq))
                continue
            if len(works) == limit:
                continue
            try:
                work = await self._work(subscription, step, coverages[subscription.coverage_id])
            except Exception:
                if not faulty:
                    log.exception("subscription %s: its step cannot be prepared", subscription.id)
                faulty.append(subscription.id)
                continue
            if isinstance(work, MessageWork) and work.must_wait:
                continue
            if isinstance(work, MessageWork) and not work.todo:
                level.append(Ack(subscription.id, work.seq, work.rows))
            else:
                works.append(work)
        return works, level, faulty

    async def _steps(
        self, behind: Sequence[Subscription], digest_after: int
    ) -> list[tuple[Subscription, Step]]:
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
                    digest_after=digest_after,
                ),
            )
            for subscription in behind
        ]

    async def _work(
        self, subscription: Subscription, step: SomethingToDo, coverage: Coverage
    ) -> Work:
        language = self._language_for(subscription, coverage)
        match step:
            case Pin(seq=seq, delivery=delivery, on=on):
                return PinWork(self._messenger, self._deliveries, subscription, seq, delivery, on)
            case Digest(seq=seq, posts=posts):
                part = _digest(posts, coverage, language, subscription.preferences)
                rows = tuple(replace(_row(subscription, post), digest=True) for post in posts)
                return self._message_work(subscription, seq, rows, [Send(part)])
            case (
                Show(seq=seq, post=post, delivery=delivery)
                | Withdraw(seq=seq, post=post, delivery=delivery)
            ) if delivery and delivery.digest and delivery.messages:
                return await self._revise_digest(subscription, post, seq, delivery, coverage)
            case Withdraw(seq=seq, post=post, delivery=delivery):
                row = replace(delivery, revision=post.revision)
                notice = render_withdrawn(post, coverage, language)
                return self._message_work(subscription, seq, (row,), [Delete(0)], instead=notice)
            case Show(seq=seq, post=post, delivery=delivery):
                return await self._show(subscription, post, seq, delivery, coverage)

    async def _show(
        self,
        subscription: Subscription,
        post: Post,
        seq: int,
        delivery: Delivery | None,
        coverage: Coverage,
    ) -> Work:
        shown = delivery.messages if delivery else ()
        parts = await self._parts(subscription, post, shown, coverage)
        if delivery:
            # The phone buzzed when the post came; what follows is silent.
            parts = tuple(replace(part, silent=True) for part in parts)
        row = replace(
            delivery or _row(subscription, post),
            revision=post.revision,
            complete=True,
            digest=False,
        )
        if post.pinned and not row.pinned:
            seq = subscription.cursor  # so that the pin is owed next, at this same change
        todo = operations(shown, parts)
        return self._message_work(subscription, seq, (row,), todo, corrected=_corrected(post, row))

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
        corrected: bool = False,
    ) -> Work:
        return MessageWork(
            self._messenger,
            self._deliveries,
            subscription,
            seq,
            rows,
            tuple(todo),
            instead,
            corrected,
        )

    async def _parts(
        self,
        subscription: Subscription,
        post: Post,
        shown: Sequence[SentMessage],
        coverage: Coverage,
    ) -> tuple[Part, ...]:
        language = self._language_for(subscription, coverage)
        preferences = _as_shown(subscription.preferences, shown)
        if post.kind is not PostKind.SUMMARY or post.summary is None:
            return _rendered(post, coverage, preferences, language)
        posts = await self._posts_of(coverage)
        newer = [each.id for each in posts.values() if each.number > post.number]
        ids = [*post.summary.post_ids, *newer]
        messages = await self._deliveries.links(subscription.id, ids)
        links = {
            post_id: url
            for post_id, message_id in messages.items()
            if (url := message_link(subscription.chat, message_id))
        }
        return render_summary(
            post,
            posts,
            coverage,
            language,
            links=links,
            preferences=preferences,
            look=self._look(subscription.chat.kind),
        )

    async def _posts_of(self, coverage: Coverage) -> Mapping[int, Post]:
        """Every post of a coverage, kept while one summary goes out to all its followers."""
        version = coverage.id, coverage.head
        if self._story is None or self._story[0] != version:
            posts = await self._coverages.posts(coverage.id)
            self._story = version, {post.id: post for post in posts}
        return self._story[1]

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
            notice = render_withdrawn(post, coverage, language)
            return self._message_work(subscription, seq, revised, [Delete(0)], instead=notice)
        part = _digest(standing, coverage, language, subscription.preferences)
        todo = operations(delivery.messages, [part])
        return self._message_work(
            subscription, seq, revised, todo, corrected=_corrected(post, delivery)
        )


def _corrected(post: Post, shown: Delivery) -> bool:
    """Whether the post says something else than what the chat was shown."""
    return post.corrected_at is not None and shown.sent_at < post.corrected_at


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
    """A post keeps the kinds of media it was sent with, whatever has been switched off since.

    The level does not show in a message; it is left out, so that all who see the same share it.
    """
    kinds = {message.media_kind for message in shown}
    return replace(
        preferences,
        level=Level.EVERYTHING,
        photos=preferences.photos or not kinds.isdisjoint({MediaKind.PHOTO, MediaKind.DOCUMENT}),
        videos=preferences.videos or not kinds.isdisjoint({MediaKind.VIDEO, MediaKind.DOCUMENT}),
    )
