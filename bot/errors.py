"""Everything Dateline raises on purpose. An error's text is written for the person who reads it."""


class DatelineError(Exception):
    """Something a person can mend; the text says what is wrong and what to do."""


class SettingError(DatelineError):
    """A setting is missing or wrong; the text names the field and the mend."""


class SourceError(DatelineError):
    """A source could not be read this time; the text says why, in words an editor can act on."""


class AddressRefused(SourceError):
    """The address may not be fetched: not http(s), or it leads to a private network."""


class NotModified(SourceError):
    """The server says that nothing has changed; it wants no question for `not_before` seconds."""

    def __init__(self, message: str, not_before: float = 0.0) -> None:
        super().__init__(message)
        self.not_before = not_before


class TryLater(SourceError):
    """The server asked for a pause; `seconds` is how long."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class SnapshotRefused(SourceError):
    """A page was read but cannot be believed: empty, cut, or without most of its known posts."""


class ModelError(DatelineError):
    """The optional model said nothing that can be used; the text says why, for the log."""


class NotAllowed(DatelineError):
    """The person may not do this; the text says who may."""


class NotFound(DatelineError):
    """What was named does not exist (any more)."""


class WrongState(DatelineError):
    """The act does not fit the present state; the text names the state."""


class AlreadyRunning(DatelineError):
    """Another process holds the database; the text says which."""


class StorageError(DatelineError):
    """The database cannot be used as it is: not writable, or newer than this version."""
