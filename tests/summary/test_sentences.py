"""Text in sentences, word for word, in four languages."""

import pytest

from bot.summary.sentences import sentences

CASES = {
    "initials and titles": (
        "The talks, led by H. Fidan, lasted an hour. Mr. Umit said so. Gen. Smith left.",
        ["The talks, led by H. Fidan, lasted an hour.", "Mr. Umit said so.", "Gen. Smith left."],
    ),
    "times and abbreviations": (
        "They met at 2 p.m. on Monday. No. 5 is next. It cost $1.5 million. Then they left.",
        [
            "They met at 2 p.m. on Monday.",
            "No. 5 is next.",
            "It cost $1.5 million.",
            "Then they left.",
        ],
    ),
    "quotations": (
        "“We agree.” He left. Don't go!",
        ["“We agree.”", "He left.", "Don't go!"],
    ),
    "Russian": (
        (
            "Переговоры прошли 2 июня 2025 г. в Стамбуле. А. Б. Иванов молчал. "
            "Обмен 1,2 тыс. пленных начат. Сумма 3 млн. руб. потрачена. Дворец им. Ататюрка закрыт."
        ),
        [
            "Переговоры прошли 2 июня 2025 г. в Стамбуле.",
            "А. Б. Иванов молчал.",
            "Обмен 1,2 тыс. пленных начат.",
            "Сумма 3 млн. руб. потрачена.",
            "Дворец им. Ататюрка закрыт.",
        ],
    ),
    "Russian speech": (
        "«Мы готовы!» — сказал министр. Он уехал.",
        ["«Мы готовы!» — сказал министр.", "Он уехал."],
    ),
    "Ukrainian": (
        (
            "Зустріч тривала 1 год 15 хв. у палаці. Міністр Р. Умар підтвердив це. "
            "Це т. зв. великий обмін. Палац ім. Шевченка закрито."
        ),
        [
            "Зустріч тривала 1 год 15 хв. у палаці.",
            "Міністр Р. Умар підтвердив це.",
            "Це т. зв. великий обмін.",
            "Палац ім. Шевченка закрито.",
        ],
    ),
    "Turkish": (
        (
            "Görüşme 2. turda sona erdi. Dr. Ali Yılmaz konuştu. T.C. Dışişleri açıkladı. "
            "Prof. Kaya geldi. Saat 14.45'te bitti. 23 Temmuz'da toplanacaklar."
        ),
        [
            "Görüşme 2. turda sona erdi.",
            "Dr. Ali Yılmaz konuştu.",
            "T.C. Dışişleri açıkladı.",
            "Prof. Kaya geldi.",
            "Saat 14.45'te bitti.",
            "23 Temmuz'da toplanacaklar.",
        ],
    ),
    "lines end sentences": (
        "A headline\n\n They met. They left \n",
        ["A headline", "They met.", "They left"],
    ),
    "one without a stop": ("They met", ["They met"]),
    "nothing": (" \n ", []),
}


@pytest.mark.parametrize(("text", "found"), CASES.values(), ids=CASES)
def test_sentences_are_found(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(("text", "_"), CASES.values(), ids=CASES)
def test_nothing_is_lost_or_rewritten(text: str, _: list[str]) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(sentence in text for sentence in sentences(text))


def test_characters_a_tokenizer_would_change_stay_as_they_are() -> None:
    text = "They can't; won't — “co-operate”… He\u00a0said: ‘no’. Fine-tuned e-mails don't count."
    assert all(sentence in text for sentence in sentences(text))
    assert len(sentences(text)) > 1
