"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from 360 live pages in English with their journalists' own summaries
(bbc 120, closing 120, guardian 120); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

BIAS = -4.0
WORD_COST = 6

CONCEPTS = {
    "log posts": 0.04,
    "log lines": 1.06,
    "in a headline": 0.05,
    "share in headlines": -0.00,
    "share in key moments": 0.01,
    "share in first lines": 0.06,
    "in the title": 0.01,
    "spread": 0.03,
    "late": 0.09,
    "early": -0.02,
    "pair": 0.04,
    "digit": 0.01,
    "log posts of a pair": 0.12,
    "pair of content words": 0.02,
}
LINES = {
    "headline": 0.66,
    "first": 0.12,
    "log place": -0.11,
    "headline where they are common": 0.78,
    "headline where they are rare": -0.78,
    "first where headlines are common": 0.04,
    "very short": -0.14,
    "very short where headlines are common": -0.08,
    "long": -0.01,
    "log words": 0.16,
    "key moment": 0.23,
    "key moment where they are common": 0.51,
    "headline of a key moment": -0.44,
    "time": 0.21,
    "time squared": 0.15,
    "digit": 0.16,
    "colon": -0.57,
    "share of small words": 0.80,
    "says the title": 1.37,
    "log sentences": -0.02,
    "central": 3.39,
    "shared pairs": 0.76,
    "leaning": -0.05,
}
