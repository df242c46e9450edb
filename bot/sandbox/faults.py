"""Failures on order: the next matching call goes wrong in a way a test names beforehand."""

from dataclasses import dataclass, field

from bot.sandbox.rules import Json, Refused


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call goes wrong.

    `method` "*" and `chat_id` None match all. `hold` is real seconds before the answer. Without
    `code` and `drop_connection` the answer is only late. `after_accepting` carries the call out
    first, so that the caller cannot know. `pretend` answers success and does nothing.
    """

    method: str
    chat_id: int | None = None
    code: int | None = None
    description: str = ""
    parameters: Json | None = None
    after_accepting: bool = False
    hold: float = 0.0
    drop_connection: bool = False
    pretend: bool = False

    def refusal(self) -> Refused | None:
        """The answer it gives, if it gives one of its own."""
        if self.code is None:
            return None
        return Refused(self.code, self.description or "Internal Server Error", self.parameters)


@dataclass(slots=True)
class FaultPlan:
    """The faults still to come, used up one call each, in the order they were planned."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, if one was planned."""
        for fault in self.waiting:
            named = fault.method.lower() in {"*", method.lower()}
            if named and fault.chat_id in {None, chat_id}:
                self.waiting.remove(fault)
                return fault
        return None
