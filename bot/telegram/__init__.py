"""The edge to Telegram: rendered messages in, the product's outcomes out."""

import os

# python-telegram-bot gives waiting times as timedelta from its next major version on; until then
# it warns on every 429 unless asked for them. The variable is read at each use, not at import.
os.environ.setdefault("PTB_TIMEDELTA", "true")
