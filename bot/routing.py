"""What a chat is owed next. Pure: carrying it out is the dispatcher's.

A subscription, its coverage's changes and what the chat was shown decide one step. Each step looks
at the newest revision of a post, never at the change itself: so several edits that wait collapse
into one, an edit cannot overtake its post, and a step done twice does nothing the second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model import Change, ChangeKind, Delivery, Level, Post, PostKind, Preferences, Subscription

NEWS = frozenset({ChangeKind.POSTED, ChangeKind.PROMOTED, ChangeKind.RESTORED})
"""The changes at which a post that was not shown yet is sent; an edit alone is no news."""

IN_GOOD_TIME = 20.0
"""Seconds within which everybody who is behind should be served; else news is merged early."""

CAUGHT_UP = 1.0
"""News is merged early until everybody who is still behind can be served within these seconds."""

WHOLE_MOST = 3
"""So many key moments, the newest, are sent whole where the news that waits is merged."""

DIGEST_MOST = 500
"""No digest gathers more posts than this, so that a commit stays small; it counts what it cannot
name."""


@dataclass(frozen=True, slots=True)
class LevelWith:
    """Nothing to send: the subscription is level with change `seq`."""

    seq: int


@dataclass(frozen=True, slots=True)
class Show:
    """Bring what the chat shows of `post` to its newest revision (nothing shown: send it)."""

    seq: int
    post: Post
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the post back from the chat."""

    seq: int
    post: Post
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin the post's first message, or with `on` False take the pin away."""

    seq: int
    post: Post
    delivery: Delivery
    on: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """Tell all these waiting posts in one message; the changes up to `seq` are then settled."""

    seq: int
    posts: tuple[Post, ...]


Step = LevelWith | Show | Withdraw | Pin | Digest


def wants(preferences: Preferences, post: Post) -> bool:
    """Whether these preferences ask for the post. Everybody who follows gets the summary."""
    if post.kind is PostKind.SUMMARY or preferences.level is Level.EVERYTHING:
        return True
    return preferences.level is Level.KEY_MOMENTS and post.key_moment


def lags(behind: int, per_second: float, *, already: bool) -> bool:
    """Whether so many chats cannot be served in good time, so that whatever waits is merged.

    A chat's news is then never older than one round through the waiting chats takes, however fast
    posts come. A lag ends only when nearly everybody is level: the last to be served have the most
    waiting, and sending them that one by one would begin the next lag.
    """
    return behind > per_second * (CAUGHT_UP if already else IN_GOOD_TIME)


def next_step(
    subscription: Subscription,
    changes: Sequence[Change],
    posts: Mapping[int, Post],
    shown: Mapping[int, Delivery],
    *,
    digest_after: int,
) -> Step:
    """The next thing to do for a subscription.

    `changes` are its coverage's changes above the cursor, in order; `posts` the posts they
    concern; `shown` what this chat was shown of them, by post id. When more than `digest_after`
    new posts wait, they are told in one digest; the newest key moments of them come before it, and
    whole. The cursor stays for these: what they overtook still waits below it.
    """
    waiting = [change for change in changes if change.seq > subscription.cursor]
    news = _news(subscription, waiting, posts, shown)
    seq = subscription.cursor
    ahead = _ahead(subscription, waiting, posts, shown)
    if ahead and (len(news) > digest_after or ahead.id in shown):  # what was begun is finished
        return Show(seq, ahead, shown.get(ahead.id))
    for change in waiting:
        post, delivery = posts[change.post_id], shown.get(change.post_id)
        if change.seq in news:
            if len(news) > digest_after and post.kind is PostKind.UPDATE:
                gathered = tuple(post for post in news.values() if post.kind is PostKind.UPDATE)[
                    :DIGEST_MOST
                ]
                return Digest(change.seq, gathered)
            return Show(change.seq, post, delivery)
        if delivery and (step := _follow_up(subscription, change, post, delivery)):
            return step
        seq = change.seq
    return LevelWith(seq)


def _news(
    subscription: Subscription,
    waiting: Sequence[Change],
    posts: Mapping[int, Post],
    shown: Mapping[int, Delivery],
) -> dict[int, Post]:
    """The posts to send as new, by the number of the change at which to send them.

    A summary that another one has replaced before the chat saw it is none of them.
    """
    news: dict[int, Post] = {}
    taken: set[int] = set()
    for change in waiting:
        post, delivery = posts[change.post_id], shown.get(change.post_id)
        unseen = delivery is None or _taken_back(delivery, post, change)
        if (
            change.kind in NEWS
            and unseen
            and post.id not in taken
            and post.withdrawn_at is None
            and post.posted_seq > subscription.since
            and wants(subscription.preferences, post)
        ):
            news[change.seq] = post
            taken.add(post.id)
    summaries = [seq for seq, post in news.items() if post.kind is PostKind.SUMMARY]
    for outdated in summaries[:-1]:
        del news[outdated]
    return news


def _taken_back(delivery: Delivery, post: Post, change: Change) -> bool:
    """Whether the post was taken back before it was restored, and has not been sent since.

    Restoring makes a new revision; one that was refused has it already and is not sent for ever.
    """
    restored = change.kind is ChangeKind.RESTORED and delivery.revision < post.revision
    return restored and not delivery.messages


def _ahead(
    subscription: Subscription,
    waiting: Sequence[Change],
    posts: Mapping[int, Post],
    shown: Mapping[int, Delivery],
) -> Post | None:
    """The next key moment to send whole before a digest, if there is one left.

    Those that went out whole are counted too, as long as they wait to be passed, so that their
    number stays within bounds.
    """
    keys: dict[int, Post] = {}
    for change in waiting:
        post, delivery = posts[change.post_id], shown.get(change.post_id)
        merged = delivery is not None and delivery.digest
        if change.kind in NEWS and not merged and _is_key(subscription, post):
            keys.setdefault(post.id, post)
    for post in list(keys.values())[-WHOLE_MOST:]:
        delivery = shown.get(post.id)
        if delivery is None or not delivery.complete:
            return post
    return None


def _is_key(subscription: Subscription, post: Post) -> bool:
    """Whether this is a key moment that the chat wants and may get as new."""
    return (
        post.key_moment
        and post.kind is PostKind.UPDATE
        and post.withdrawn_at is None
        and post.posted_seq > subscription.since
        and wants(subscription.preferences, post)
    )


def _follow_up(
    subscription: Subscription, change: Change, post: Post, delivery: Delivery
) -> Step | None:
    """What a change asks for where the post was shown before; None where all is as it should be."""
    if post.withdrawn_at is not None:
        return Withdraw(change.seq, post, delivery) if delivery.messages else None
    if not delivery.complete or (delivery.messages and delivery.revision < post.revision):
        return Show(change.seq, post, delivery)
    shown = delivery.messages and delivery.messages[0].message_id
    pinnable = shown and not delivery.digest and subscription.chat.can_pin
    if pinnable and post.pinned != delivery.pinned:
        return Pin(change.seq, post, delivery, on=post.pinned)
    return None
