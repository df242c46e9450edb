"""The nouns of live coverage: frozen values, no I/O, no clock. Defined in `docs/glossary.md`.

Every time is an aware datetime in UTC; local time exists only in rendering and quiet hours.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.text import Text

# --- Coverage and what its sources say ------------------------------------------------------------


class CoverageState(StrEnum):
    """Where a coverage stands in its life."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    CONCLUDED = "concluded"
    REOPENED = "reopened"

    @property
    def watched(self) -> bool:
        """Whether its sources are polled in this state."""
        return self in {CoverageState.SCHEDULED, CoverageState.LIVE, CoverageState.REOPENED}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One live event. `head` is the number of its newest change; 0 before the first.

    `end_proposed_at` is when it last seemed to be over, `reopening_proposed_at` when news came
    after its end; the two `dismissed` times say when an editor turned that down.
    """

    id: int
    title: str
    language: str
    timezone: str
    state: CoverageState
    created_at: datetime
    head: int = 0
    starts_at: datetime | None = None
    concluded_at: datetime | None = None
    end_proposed_at: datetime | None = None
    end_dismissed_at: datetime | None = None
    reopening_proposed_at: datetime | None = None
    reopening_dismissed_at: datetime | None = None


class Trouble(StrEnum):
    """What can be wrong with a source for so long that editors are told."""

    BROKEN = "broken"
    CHANGED = "changed"
    SILENT = "silent"


DOUBT_AFTER = 2
"""So many readings in a row must not fit before a page's format is judged anew."""


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors by which an editor has a stubborn page read.

    All but `post` are looked for within a post; an empty one leaves that part to Dateline.
    """

    post: str
    time: str = ""
    title: str = ""
    body: str = ""
    media: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A page or feed of a coverage, with what the next poll needs to know.

    `pinned_format` is the only format asked, `selectors` the only way of reading; where neither is
    given, Dateline finds out by itself. One that is `removed_at` some time is not read any more.
    `failing_since` is the first of its `failures` in a row; `misfits` counts the last readings that
    came but did not fit what is known of the page. `title` and `live` are the page's own words at
    the last reading, `live_title` its newest title that said "live". `told` is the trouble that
    editors know of, `told_since` when it began.
    """

    id: int
    coverage_id: int
    url: str
    format: str = ""
    next_poll_at: datetime | None = None
    last_good_at: datetime | None = None
    failures: int = 0
    broken_because: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    failing_since: datetime | None = None
    misfits: int = 0
    title: str = ""
    live_title: str = ""
    live: bool | None = None
    told: Trouble | None = None
    told_since: datetime | None = None
    pinned_format: str = ""
    selectors: Selectors | None = None
    removed_at: datetime | None = None

    @property
    def doubted(self) -> bool:
        """Whether its page is judged anew: its format has not fitted for some readings in a row."""
        return self.misfits >= DOUBT_AFTER


class MediaKind(StrEnum):
    """What a media item is, under the Bot API's own names.

    Sources give photos and videos; a document is one that Telegram took no other way.
    """

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or video. `credit` is the agency as the source gives it ("REUTERS").

    `url` identifies the item and is where it comes from; `file_id` is set instead for media that
    an editor sent to the bot, which exist on Telegram only.
    """

    kind: MediaKind
    url: str = ""
    caption: str = ""
    credit: str = ""
    file_id: str = ""

    @property
    def identity(self) -> str:
        """What makes two items the same picture."""
        return self.url or self.file_id


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post as one reading of a source shows it. `key` is the source's own id for the post.

    `posted_at` is None when the source shows no believable time.
    """

    key: str
    headline: str = ""
    body: Text = field(default_factory=Text)
    media: tuple[Media, ...] = ()
    posted_at: datetime | None = None
    url: str = ""
    key_moment: bool = False
    pinned: bool = False
    withdrawn: bool = False


class SectionKind(StrEnum):
    """What a section of the background is about; `other` is a heading that we have no name for."""

    DELEGATIONS = "delegations"
    VENUE = "venue"
    GOALS = "goals"
    PROGNOSIS = "prognosis"
    TAKEAWAYS = "takeaways"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section of the page around the posts, as one reading shows it.

    `key` tells it from the other sections of its source and outlives a change of its content.
    `url` leads to the section, or is the address of a video broadcast.
    """

    key: str
    kind: SectionKind
    heading: str
    body: Text = field(default_factory=Text)
    media: tuple[Media, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something on the page that was kept from the posts, and why, in words."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One reading of one source. `posts` run from the oldest to the newest, each key once.

    `live` is the page's own word on whether it is still updated; None where it does not say.
    `background` is what the page tells around its posts, in the page's order. `older` is the
    address of the page with the posts before the oldest of these; empty where there is none.
    """

    url: str
    format: str
    title: str
    posts: tuple[SeenPost, ...]
    language: str = ""
    live: bool | None = None
    starts_at: datetime | None = None
    dropped: tuple[Dropped, ...] = ()
    background: tuple[SeenSection, ...] = ()
    older: str = ""


# --- Posts and changes ----------------------------------------------------------------------------


SUMMARY_KEY = "dateline:summary:"
"""The key of a coverage's summary is this and its number; the first one is number 1."""


class PostKind(StrEnum):
    """A post of the source, or the closing summary, which travels the same road."""

    UPDATE = "update"
    SUMMARY = "summary"


class Wording(StrEnum):
    """Whose words a line of a summary is in."""

    SOURCE = "source"
    EDITOR = "editor"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Takeaway:
    """One line of a summary and the post it was taken from (None for an editor's own line).

    `said` is what the post says, where the line says it in an editor's or a machine's words.
    `translations` are a machine's, as pairs of language and text. `url` is where a line leads that
    has no post: a section of the page. `corrected` when it changed its sense after it was sent.
    """

    text: str
    post_id: int | None
    wording: Wording = Wording.SOURCE
    said: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    url: str = ""
    corrected: bool = False

    def in_language(self, language: str) -> str:
        """The line for readers of a language: a machine's translation where there is one."""
        return dict(self.translations).get(language, self.text)

    def by_machine(self, language: str) -> bool:
        """Whether readers of a language see a machine's words."""
        return self.wording is Wording.MACHINE or language in dict(self.translations)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a coverage amounted to. `readers` counts the chats that followed it."""

    posts: int
    photos: int
    videos: int
    corrections: int
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the background (what a side wants, what was expected), and what came of it."""

    text: str
    came_of_it: tuple[Takeaway, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A section of the background beside the posts that speak to it. `url` leads to the section."""

    kind: SectionKind
    heading: str
    points: tuple[Point, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What was agreed, what was not, and what is said of a next round."""

    agreed: tuple[Takeaway, ...] = ()
    not_agreed: tuple[Takeaway, ...] = ()
    next_round: tuple[Takeaway, ...] = ()


@dataclass(frozen=True, slots=True)
class PollResult:
    """How readers voted. `options` hold a text and its votes; `voters` may be fewer than votes."""

    question: str
    options: tuple[tuple[str, int], ...]
    voters: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a coverage, every line traceable to a post.

    `cover` is an editor's choice of photo: None leaves it to the rendering, empty shows none.
    """

    outcome: Takeaway | None
    takeaways: tuple[Takeaway, ...]
    started_at: datetime
    ended_at: datetime
    figures: Figures
    results: Results = field(default_factory=Results)
    themes: tuple[Theme, ...] = ()
    polls: tuple[PollResult, ...] = ()
    cover: tuple[Media, ...] | None = None

    @property
    def lines(self) -> tuple[Takeaway, ...]:
        """The outcome, where there is one, and the takeaways."""
        return ((self.outcome,) if self.outcome else ()) + self.takeaways


@dataclass(frozen=True, slots=True)
class Recap:
    """What happened in a coverage so far, or since some time, told while it is on.

    `headline` says most of it; None where posts are told one by one. A takeaway without text
    stands for its whole post. `also` are the ids of key moments that no line tells, the oldest
    first. `posts` counts what is summed up, which happened between `begins_at` and `ends_at`; these
    are None where nothing did.
    """

    headline: Takeaway | None = None
    lines: tuple[Takeaway, ...] = ()
    also: tuple[int, ...] = ()
    posts: int = 0
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def post_ids(self) -> tuple[int, ...]:
        """The posts that it leads to."""
        told = ((self.headline,) if self.headline else ()) + self.lines
        return (*(line.post_id for line in told if line.post_id is not None), *self.also)


class DraftState(StrEnum):
    """The life of a draft. It is cancelled when its coverage is reopened before it went out."""

    OPEN = "open"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """A closing summary that editors look over before it goes out; one for all of them.

    `version` rises with every act, so that nobody acts on what another has changed meanwhile.
    `automatic` is the summary as it was made, `former` what the draft was before each act that can
    be undone, the newest last. At `due_at` it goes out by itself. `unpolished` while the last votes
    of its polls, or a model's words, are still to come. `post_id` is the summary's post once it is
    published, `actor_id` who settled it (0: Dateline itself) at `settled_at`.
    """

    id: int
    coverage_id: int
    version: int
    state: DraftState
    summary: Summary
    automatic: Summary
    former: tuple[Summary, ...]
    created_at: datetime
    due_at: datetime
    unpolished: bool = False
    post_id: int | None = None
    actor_id: int = 0
    settled_at: datetime | None = None


class QuestionKind(StrEnum):
    """What an editor was asked to send for a draft."""

    REWRITE = "rewrite"
    ADD = "add"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Question:
    """What an editor's next message means for a draft. `about` is the line that it rewrites."""

    user_id: int
    draft_id: int
    kind: QuestionKind
    about: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A draft as it stands in an editor's chat. `gone` when the chat cannot be written to."""

    draft_id: int
    user_id: int
    messages: tuple["SentMessage", ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A post as stored: the newest revision of what its source says.

    `posted_seq` is the change that announced it, 0 for history taken in at first sight.
    `corrected_at` is the newest time its sense changed; None if it never did. `absences` counts
    the good snapshots in a row that showed its neighbours but not it. `former` stands for what it
    said before its newest edit, which was seen at `edited_at`; None if its words never changed.
    `unannounced` while it is held back: a stub, or a post that appeared after the end.
    `duplicate_of` is the id of a post of another source that told the same before; such a post is
    followed, but nobody is told of it.
    """

    id: int
    coverage_id: int
    key: str
    kind: PostKind
    revision: int
    position: int
    headline: str
    body: Text
    media: tuple[Media, ...]
    posted_at: datetime
    first_seen_at: datetime
    url: str = ""
    key_moment: bool = False
    pinned: bool = False
    posted_seq: int = 0
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    absences: int = 0
    former: str | None = None
    edited_at: datetime | None = None
    source_id: int | None = None
    unannounced: bool = False
    duplicate_of: int | None = None
    summary: Summary | None = None

    @property
    def stands(self) -> bool:
        """Whether it is for readers: not withdrawn, not held back, and no duplicate."""
        return self.withdrawn_at is None and not self.unannounced and self.duplicate_of is None

    @property
    def number(self) -> int:
        """Of a coverage's summaries, which one this is, from 1; 0 for any other post."""
        number = self.key.removeprefix(SUMMARY_KEY)
        return int(number) if self.kind is PostKind.SUMMARY and number.isdecimal() else 0

    @property
    def renews(self) -> bool:
        """Whether this is a summary that follows an earlier one of the same coverage."""
        return self.number > 1

    @property
    def photos(self) -> tuple[Media, ...]:
        """The photos among its media."""
        return tuple(item for item in self.media if item.kind is MediaKind.PHOTO)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a coverage's background as stored: the newest revision of what its source says.

    `changed_at` is when its content last changed; None if it never did. `former` stands for what it
    said before. `withdrawn_at` is when the page stopped showing it; `absences` counts the good
    snapshots in a row that showed others but not it.
    """

    id: int
    coverage_id: int
    source_id: int
    key: str
    kind: SectionKind
    revision: int
    position: int
    heading: str
    body: Text
    media: tuple[Media, ...]
    first_seen_at: datetime
    url: str = ""
    changed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    absences: int = 0
    former: str | None = None

    @property
    def as_of(self) -> datetime:
        """Since when it says what it says."""
        return self.changed_at or self.first_seen_at


@dataclass(frozen=True, slots=True)
class SectionRevision:
    """What a section said from `at` on, until its next revision."""

    revision: int
    heading: str
    body: Text
    media: tuple[Media, ...]
    url: str
    at: datetime


class ChangeKind(StrEnum):
    """What happened to a post. A post that becomes a key moment is `promoted`."""

    POSTED = "posted"
    EDITED = "edited"
    PROMOTED = "promoted"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    PINNED = "pinned"
    UNPINNED = "unpinned"


@dataclass(frozen=True, slots=True)
class Change:
    """One numbered step of a coverage: `seq` rises by one from 1 within the coverage."""

    coverage_id: int
    seq: int
    kind: ChangeKind
    post_id: int
    at: datetime


# --- Chats, subscriptions, preferences ------------------------------------------------------------


class ChatKind(StrEnum):
    """The kinds of chat that differ in limits and rights."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Chat:
    """A Telegram chat the bot knows. `stopped_because` is empty while the bot may write there.

    `last_message_id` is the highest id of a message known in a channel, 0 where none is.
    """

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    language: str = ""
    stopped_because: str = ""
    can_pin: bool = False
    last_message_id: int = 0


class Level(StrEnum):
    """How much of a coverage a chat wants."""

    EVERYTHING = "everything"
    KEY_MOMENTS = "key_moments"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscription wants. `sound` False sends without a notification sound."""

    level: Level = Level.EVERYTHING
    photos: bool = True
    videos: bool = True
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat (or a forum topic of it) that follows a coverage.

    `since` is the coverage's head when it began: posts announced before are never sent as new.
    `cursor` is the last change the chat is level with. `next_at` holds it back until then.
    `stopped_because` is empty while it runs.
    """

    id: int
    chat: Chat
    coverage_id: int
    preferences: Preferences
    since: int
    cursor: int
    topic_id: int | None = None
    next_at: datetime | None = None
    stopped_because: str = ""


# --- Rendered messages and deliveries -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: exactly one of `data` (at most 64 bytes) and `url` is set."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One complete message for one Bot API call.

    No media: a text message. One: a photo or video with `text` as its caption. Two to ten: an
    album with `text` as the caption of the first item. Albums carry no keyboard. `reply_to` is the
    message of the same chat that it answers. `paid` lets it pass the free limit for Stars.
    """

    text: Text
    media: tuple[Media, ...] = ()
    keyboard: Keyboard = ()
    silent: bool = False
    preview: bool = False
    reply_to: int | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that stands in a chat: its id, the media it is for, and a hash of its content.

    `media_kind` is what it is, None for a text, which may stand in for media. `gone`: it cannot
    be reached (deleted, or an album's item that never was a message of its own; `message_id` may
    then be 0), so it is neither changed nor sent again. An id of 0 that is not gone is owed as a
    text. `corrects` is a message that could not be edited, to which this one says the correction.
    """

    message_id: int
    fingerprint: str
    media: str = ""
    media_kind: MediaKind | None = None
    gone: bool = False
    corrects: int = 0

    @property
    def owed(self) -> bool:
        """Whether it is still to be sent, as a text."""
        return not self.message_id and not self.gone

    @property
    def ids(self) -> tuple[int, ...]:
        """The messages in the chat that this is made of."""
        return tuple(each for each in (self.message_id, self.corrects) if each)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a chat has been shown of a post. An album is one SentMessage an item.

    `complete` is False while only some of the parts went out. `digest` says that `messages` is a
    digest which the post shares with others.
    """

    subscription_id: int
    post_id: int
    revision: int
    messages: tuple[SentMessage, ...]
    sent_at: datetime
    complete: bool = True
    pinned: bool = False
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes. `topic_id` is None outside forum topics and for the General topic."""

    chat_id: int
    topic_id: int | None = None


# --- Outcomes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Votes:
    """How a poll stands in one chat: the votes of each option, in their order, and who voted.

    `poll_id` is Telegram's; each chat that a poll is sent to has another one.
    """

    poll_id: str
    counts: tuple[int, ...]
    voters: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it. `messages` are the new ids, one an album item; empty for edits.

    `note` says what had to be given up on the way (a photo sent as a link), else it is empty.
    `votes` are those of a poll that was sent or stopped.
    """

    messages: tuple[SentMessage, ...] = ()
    note: str = ""
    votes: Votes | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not now. `after` is in seconds from the answer; `everyone` when the whole bot is meant.

    `too_fast` when Telegram says so: it counts as a sign that the bot's pace is too high.
    """

    after: float
    reason: str
    everyone: bool = False
    too_fast: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """This chat cannot be written to until something changes there; `reason` says what.

    `place` is set where that is so of one forum topic alone.
    """

    reason: str
    place: Address | None = None


@dataclass(frozen=True, slots=True)
class Impossible:
    """This one act cannot be done; the chat itself is fine.

    `gone`: the message no longer exists. `fixed`: it stands, and cannot be changed.
    """

    reason: str
    gone: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with this id; nothing was sent."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request left and no answer came: it may or may not have been carried out."""

    reason: str


Outcome = Sent | TryAgain | Never | Impossible | Migrated | Uncertain


class Presence(StrEnum):
    """What Telegram lets on about a message id, asked by an edit that changes nothing."""

    OURS = "ours"
    OTHERS = "others"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class Settled(StrEnum):
    """How an uncertain send was settled.

    `found`: it had arrived. `lost`: it had not, and is sent again. Where nobody could tell it is
    `repeated`, at the risk of a double, or `skipped`, at the risk of a loss.
    """

    FOUND = "found"
    LOST = "lost"
    REPEATED = "repeated"
    SKIPPED = "skipped"


# --- Editors and broadcasts -----------------------------------------------------------------------


class AudienceKind(StrEnum):
    """Whom a broadcast reaches."""

    CHANNELS = "channels"
    READERS = "readers"
    FOLLOWERS = "followers"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Audience:
    """The chats a broadcast is for; `coverage_id` narrows them to one coverage's.

    Followers are channels, groups and readers alike.
    """

    kind: AudienceKind
    coverage_id: int | None = None


class BroadcastState(StrEnum):
    """The life of a broadcast; `recalling` deletes what was sent."""

    COMPOSING = "composing"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    RECALLING = "recalling"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to readers with its options. Without a question it is still to be written."""

    question: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """An editor's own message to many chats, or a poll, and how far it got."""

    id: int
    author_id: int
    state: BroadcastState
    text: Text
    media: tuple[Media, ...]
    created_at: datetime
    audience: Audience | None = None
    album_id: str = ""
    total: int = 0
    sent: int = 0
    failed: int = 0
    recalled: int = 0
    progress_message_id: int | None = None
    poll: Poll | None = None


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who may run coverage; appointed by an owner."""

    user_id: int
    name: str
    appointed_by: int
    appointed_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when."""

    at: datetime
    actor_id: int
    action: str
    details: str = ""
