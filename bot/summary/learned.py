"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from 360 live pages in English with their journalists' own summaries
(bbc 120, closing 120, guardian 120); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

BIAS = -4.0
WORD_COST = 6

CONCEPTS = {
    "log posts": 0.06,
    "log lines": 1.10,
    "in a headline": 0.07,
    "share in headlines": -0.01,
    "share in key moments": 0.01,
    "share in first lines": 0.09,
    "in the title": 0.02,
    "spread": 0.04,
    "late": 0.11,
    "early": -0.04,
    "pair": 0.05,
    "digit": 0.01,
    "log posts of a pair": 0.16,
    "pair of content words": 0.04,
}
LINES = {
    "headline": 0.74,
    "first": 0.08,
    "log place": -0.13,
    "headline where they are common": 0.89,
    "headline where they are rare": -0.91,
    "first where headlines are common": 0.08,
    "very short": -0.15,
    "very short where headlines are common": -0.10,
    "long": -0.04,
    "log words": 0.21,
    "key moment": 0.24,
    "key moment where they are common": 0.51,
    "headline of a key moment": -0.58,
    "time": 0.24,
    "time squared": 0.13,
    "digit": 0.15,
    "colon": -0.80,
    "share of small words": 0.81,
    "says the title": 1.62,
    "log sentences": -0.01,
    "central": 3.82,
    "shared pairs": 0.86,
    "leaning": -0.06,
}
