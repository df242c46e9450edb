"""Which edits deserve a visible mark, in the languages of the talks."""

import pytest

from bot.sense import normal, sense_changed

SENSE = [
    ("a figure", "6,000 bodies", "1,200 bodies", True),
    ("a time", "at 13:00", "at 14:45", True),
    ("a negation came", "They agreed on a ceasefire", "They have not agreed on a ceasefire", True),
    ("a negation went", "Стороны не договорились", "Стороны договорились", True),
    ("a name", "Fidan opened the talks", "Erdogan opened the talks", True),
    ("growth", "The talks began.", "The talks began. Both delegations are in the hall.", False),
    ("growth with a not", "The talks began.", "The talks began. There is no statement yet.", False),
    ("a typing error", "The delegatons met", "The delegations met", False),
    ("punctuation", "The talks began", "The talks began!", False),
    ("case", "TALKS BEGIN", "Talks begin", False),
    ("a figure's spelling", "6,000 bodies and 1200 more", "6 000 bodies and 1,200 more", False),
    ("another country", "Iran agreed", "Iraq agreed", True),
    ("another month", "Встреча 2 июня", "Встреча 2 июля", True),
    ("thousandfold", "One million euros", "One billion euros", True),
    ("the opposite", "They agreed on a text", "They disagreed on a text", True),
    ("the opposite in Russian", "Ответ однозначный", "Ответ неоднозначный", True),
    ("the opposite in Ukrainian", "Сторони задоволені", "Сторони незадоволені", True),
    ("the opposite in Turkish", "Taraflar anlaştılar", "Taraflar anlaşmadılar", True),
    ("the opposite, future", "Heyet gelecek", "Heyet gelmeyecek", True),
    ("a shortened not", "They can leave", "They can't leave", True),
    ("isn't", "It is over", "It isn’t over", True),
    ("a not written out", "They didn't sign", "They did not sign", False),
    ("who did what to whom", "Kyiv answered Moscow", "Moscow answered Kyiv", True),
    ("Turkish capitals", "KIRMIZI ÇİZGİ İSTANBUL", "Kırmızı çizgi İstanbul", False),
    ("the Russian ё", "Её ещё ждут", "Ее еще ждут", False),
    ("a Russian ending", "Делегация прибыли", "Делегации прибыли", False),
    ("a Turkish ending", "Heyetler salonda", "Heyetleri salonda", False),
    ("a Ukrainian typing error", "Делеґація прибула", "Делегація прибула", False),
    ("a stub written out", "Meeting begins —", "The two delegations sat down in the palace", False),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "changed"), SENSE, ids=[case[0] for case in SENSE])
def test_when_the_sense_of_a_text_changes(what, old, new, changed):
    assert sense_changed(old, new) is changed, what


def test_a_text_that_did_not_change_has_not_changed_its_sense():
    assert sense_changed("The talks began.", "The talks began.") is False


def test_kinds_of_space_and_widths_of_letters_are_not_read():
    assert normal(" Ｔａｌｋｓ\u00a0in\n Istanbul ") == "Talks in Istanbul"
