"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from 360 live pages in English with their journalists' own summaries
(bbc 120, closing 120, guardian 120); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

BIAS = -4.0
WORD_COST = 6

CONCEPTS = {
    "log posts": -0.00,
    "log lines": 1.07,
    "in a headline": 0.26,
    "share in headlines": -0.13,
    "share in key moments": -0.10,
    "share in first lines": 0.44,
    "in the title": 0.18,
    "spread": 0.14,
    "late": 0.29,
    "early": -0.14,
    "pair": 0.03,
    "digit": 0.08,
    "log posts of a pair": 0.62,
    "pair of content words": 0.21,
}
LINES = {
    "headline": 1.13,
    "first": -0.03,
    "log place": -0.25,
    "headline where they are common": 1.79,
    "headline where they are rare": -1.20,
    "first where headlines are common": -0.21,
    "very short": -0.35,
    "very short where headlines are common": 0.23,
    "long": -0.03,
    "log words": 0.60,
    "key moment": 0.41,
    "key moment where they are common": 0.80,
    "headline of a key moment": -0.84,
    "time": 0.50,
    "time squared": 0.20,
    "digit": 0.34,
    "colon": -1.37,
    "share of small words": 2.28,
    "says the title": 1.87,
    "log sentences": -0.05,
    "central": 4.48,
    "shared pairs": 1.24,
    "leaning": -0.17,
}
