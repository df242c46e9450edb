"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from 360 live pages in English with their journalists' own summaries
(bbc 120, closing 120, guardian 120); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

BIAS = -4.0
WORD_COST = 6

CONCEPTS = {
    "log posts": 0.07,
    "log lines": 1.15,
    "in a headline": 0.26,
    "share in headlines": -0.10,
    "share in key moments": -0.09,
    "share in first lines": 0.41,
    "in the title": 0.20,
    "spread": 0.12,
    "late": 0.38,
    "early": -0.20,
    "pair": 0.01,
    "digit": 0.04,
    "log posts of a pair": 0.59,
    "pair of content words": 0.20,
}
LINES = {
    "headline": 1.07,
    "first": -0.02,
    "log place": -0.24,
    "headline where they are common": 1.73,
    "headline where they are rare": -1.29,
    "first where headlines are common": -0.20,
    "very short": -0.24,
    "very short where headlines are common": 0.14,
    "long": -0.06,
    "log words": 0.61,
    "key moment": 0.41,
    "key moment where they are common": 0.82,
    "headline of a key moment": -0.78,
    "time": 0.41,
    "time squared": 0.27,
    "digit": 0.24,
    "colon": -1.40,
    "share of small words": 2.20,
    "says the title": 1.82,
    "log sentences": -0.05,
    "central": 5.28,
    "shared pairs": 1.29,
    "leaning": -0.22,
}
