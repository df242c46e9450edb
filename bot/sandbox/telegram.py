"""A small Telegram in memory: what people do in it, and what can be seen of it. No HTTP."""

from collections.abc import Iterable, Sequence

from bot.sandbox import rules
from bot.sandbox.objects import POSTING_RIGHTS, Chat, Content, Member, Message, User
from bot.sandbox.rules import Json
from bot.sandbox.view import chat_view, user_view
from bot.sandbox.world import Query, World

_ENDING = {"photo": "jpg", "video": "mp4", "document": "bin"}


class Telegram(World):
    """The world, with the people in it; the bot acts through `bot.sandbox.methods`."""

    def say(
        self,
        user_id: int,
        chat_id: int,
        text: str = "",
        *,
        photo: bytes | None = None,
        video: bytes | None = None,
        album: Sequence[tuple[str, bytes]] = (),
        reply_to: int | None = None,
        topic_id: int | None = None,
    ) -> list[Message]:
        """A person writes: text, or media (an album as (kind, bytes) pairs) with it as caption."""
        chat, user = self.chats[chat_id], self.users[user_id]
        if chat.peer is not None:
            user.started = True
            if user.blocked:
                self.unblock(user_id)
        media = [*album]
        media += [(kind, data) for kind, data in (("photo", photo), ("video", video)) if data]
        files = [self.add_file(kind, data, f"{kind}.{_ENDING[kind]}") for kind, data in media]
        kept = rules.keep(rules.Formatted(text))
        contents = [Content(file=file) for file in files[1:]]
        contents.insert(0, Content(kept.text, kept.entities, files[0] if files else None))
        album_id = self.new_album_id() if album else ""
        messages = []
        for content in contents:
            message = self.post(
                chat, user, content, album_id=album_id, reply_to=reply_to, topic_id=topic_id
            )
            self._deliver(message)
            messages.append(message)
        return messages

    def _deliver(self, message: Message) -> None:
        """Queue an update if the bot gets to see the message (groups: privacy mode)."""
        chat, me = message.chat, message.chat.member(self.bot)
        replied = chat.standing(message.reply_to)
        addressed = message.content.text.startswith("/") or (
            replied is not None and replied.author is self.bot
        )
        if chat.peer is None and not (me.admin or (me.present and (addressed or message.service))):
            return
        kind = "channel_post" if chat.kind == "channel" else "message"
        self.updates.add(kind, message.api())

    def press(self, user_id: int, chat_id: int, message_id: int, data: str) -> Query:
        """A person presses a button of a message that still stands (KeyError if it does not)."""
        chat = self.chats[chat_id]
        message = chat.standing(message_id)
        if message is None:
            raise KeyError(message_id)
        query = Query(str(len(self.queries) + 1), self.users[user_id])
        self.queries[query.id] = query
        body = {
            "id": query.id,
            "from": query.user.api(),
            "message": message.api(),
            "chat_instance": str(chat_id),
            "data": data,
        }
        self.updates.add("callback_query", body)
        self.touch()
        return query

    def vote(self, user_id: int, chat_id: int, message_id: int, option: int) -> bool:
        """A person votes in a poll; False where it takes no votes, or theirs no more.

        KeyError if there is no such message, IndexError if it has no such option.
        """
        message = self.chats[chat_id].standing(message_id)
        poll = message.content.poll if message else None
        if poll is None:
            raise KeyError(message_id)
        if not 0 <= option < len(poll.options):
            raise IndexError(option)
        if poll.closed or user_id in poll.ballots:
            return False
        poll.ballots[self.users[user_id].id] = option
        self.poll_changed(poll)
        return True

    def set_bot_status(
        self, chat_id: int, by_user: int, status: str, rights: Iterable[str] | None = None
    ) -> None:
        """Someone adds, promotes, restricts or removes the bot (a ChatMember status).

        Without `rights` an administrator may post, edit, delete and pin; someone restricted
        may do nothing.
        """
        chat, by = self.chats[chat_id], self.users.get(by_user, self.bot)
        old = chat.member(self.bot)
        if rights is None:
            rights = POSTING_RIGHTS if status == "administrator" else ()
        chat.members[self.bot.id] = Member(self.bot, status, frozenset(rights))
        self._status_changed(chat, by, old, chat.members[self.bot.id])
        if chat.kind != "channel" and not old.present and chat.member(self.bot).present:
            joined = {"new_chat_members": [self.bot.api()]}
            self._deliver(self.post(chat, by, service=joined))

    def _status_changed(self, chat: Chat, by: User, old: Member, new: Member) -> None:
        body = {
            "chat": chat.api(),
            "from": by.api(),
            "date": int(self.now()),
            "old_chat_member": old.api(chat.kind),
            "new_chat_member": new.api(chat.kind),
        }
        self.updates.add("my_chat_member", body)
        self.touch()

    def block(self, user_id: int) -> None:
        """A person blocks the bot."""
        self._set_blocked(self.users[user_id], blocked=True)

    def unblock(self, user_id: int) -> None:
        """A person lets the bot in again."""
        self._set_blocked(self.users[user_id], blocked=False)

    def _set_blocked(self, user: User, *, blocked: bool) -> None:
        user.blocked = blocked
        standing = [Member(self.bot, "member"), Member(self.bot, "kicked")]
        old, new = standing if blocked else reversed(standing)
        self._status_changed(self.chats[user.id], user, old, new)

    def deactivate(self, user_id: int) -> None:
        """A person deletes their account."""
        self.users[user_id].deactivated = True
        self.touch()

    def delete_chat(self, chat_id: int) -> None:
        """A group or channel is deleted by its owner."""
        self.chats[chat_id].gone = True
        self.touch()

    def migrate_group(self, old_id: int, new_id: int) -> Chat:
        """A basic group becomes a supergroup: a new chat, old message ids mean nothing there."""
        old = self.chats[old_id]
        new = Chat(new_id, "supergroup", old.title, members=dict(old.members))
        self.chats[new_id] = new
        owner = self.owner(old)
        self._deliver(self.post(old, owner, service={"migrate_to_chat_id": new_id}))
        old.migrated_to = new_id
        self._deliver(self.post(new, owner, service={"migrate_from_chat_id": old_id}))
        return new

    def view(self) -> Json:
        """Everything a page needs to show the chats, ready for JSON."""
        answers = [query for query in self.queries.values() if query.answer is not None]
        return {
            "version": self.version,
            "bot": user_view(self.bot),
            "users": [user_view(user) for user in self.users.values()],
            "chats": [chat_view(chat, self.bot) for chat in self.chats.values()],
            "answers": [
                {"id": query.id, "user": query.user.id, "text": query.answer, "alert": query.alert}
                for query in answers
            ],
        }
