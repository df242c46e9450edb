"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from 360 live pages in English with their journalists' own summaries
(bbc 120, closing 120, guardian 120); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

BIAS = -4.0
WORD_COST = 6

CONCEPTS = {
    "log posts": 0.21,
    "log lines": 1.08,
    "in a headline": 0.40,
    "share in headlines": 0.00,
    "share in key moments": -0.10,
    "share in first lines": 0.24,
    "in the title": 0.32,
    "spread": 0.12,
    "late": 0.35,
    "early": -0.16,
    "pair": -0.16,
    "digit": -0.07,
    "log posts of a pair": 0.50,
    "pair of content words": 0.22,
}
LINES = {
    "headline": -0.40,
    "first": -0.06,
    "log place": -0.26,
    "headline where they are common": -0.55,
    "headline where they are rare": -0.44,
    "first where headlines are common": 0.52,
    "very short": -1.55,
    "very short where headlines are common": 0.0,
    "long": -0.44,
    "log words": 0.65,
    "key moment": 0.96,
    "key moment where they are common": 1.27,
    "headline of a key moment": -0.26,
    "time": 0.33,
    "time squared": 0.31,
    "digit": 0.35,
    "colon": -0.09,
    "share of small words": 1.70,
    "says the title": 3.07,
    "log sentences": -0.15,
    "central": 10.98,
    "shared pairs": 1.99,
    "leaning": -0.07,
}
