"""The summary keeps its quality, on a small corpus of our own, and the benchmark measures right."""

from pathlib import Path

import corpus
import evaluate
import pytest
import rivals
import rouge
from builders import post

from bot.summary.units import units

OWN = Path(__file__).parent / "corpus" / "talks_own.jsonl"
STORIES = list(corpus.stories(OWN))


def recall(lines: list[str], story: object) -> float:
    text = corpus.cut("\n".join(lines), story.budget)
    return rouge.rouge(text, story.reference)["R-2"].recall


def mean_recall(method, language: str) -> float:
    scores = [recall(method(story), story) for story in STORIES if story.language == language]
    assert len(scores) == 2
    return sum(scores) / len(scores)


# --- Quality


@pytest.mark.parametrize(("language", "times"), [("en", 3), ("ru", 3), ("uk", 3), ("tr", 3)])
def test_the_choice_says_far_more_than_the_beginning_of_the_page(
    language: str, times: float
) -> None:
    assert mean_recall(evaluate.chosen, language) >= times * mean_recall(rivals.lead, language)
    assert mean_recall(evaluate.chosen, language) >= 0.25


def test_the_choice_is_well_ahead_of_lexrank() -> None:
    def overall(method) -> float:
        return sum(mean_recall(method, language) for language in ("en", "ru", "uk", "tr"))

    assert overall(evaluate.chosen) > 1.05 * overall(rivals.lexrank)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_a_whole_summary_is_made_of_lines_that_can_stand_alone(story) -> None:
    fit = {unit.text for unit in units(story.posts, story.language) if unit.fit}
    lines = evaluate.as_sent(story)
    assert len(lines) >= 6
    assert set(lines) <= fit


# --- The measure


@pytest.mark.parametrize(
    ("said", "wanted", "one", "two", "longest"),
    [
        ("the sides agreed", "the sides agreed", 1, 1, 1),
        ("the sides agree", "the side agreed", 1, 1, 1),
        ("agreed sides the", "the sides agreed", 1, 0, 1 / 3),
        ("the sides", "the sides agreed on a swap", 1 / 3, 1 / 5, 1 / 3),
        ("a b a b", "a b c d", 1 / 2, 1 / 3, 1 / 2),
        ("обмен пленными", "обмен пленными начат", 2 / 3, 1 / 2, 2 / 3),
        ("", "the sides agreed", 0, 0, 0),
    ],
)
def test_rouge_recall(said: str, wanted: str, one: float, two: float, longest: float) -> None:
    scores = rouge.rouge(said, wanted)
    assert scores["R-1"].recall == pytest.approx(one)
    assert scores["R-2"].recall == pytest.approx(two)
    assert scores["R-L"].recall == pytest.approx(longest)


def test_rouge_f1_weighs_what_was_said_in_vain() -> None:
    assert rouge.rouge("a b c d", "a b")["R-1"].f1 == pytest.approx(2 / 3)


def test_words_are_counted_and_cut_as_a_reader_counts_them() -> None:
    assert corpus.word_count("the sides , it 's said , agreed .") == 6
    assert corpus.cut("the sides , it 's said", 3) == "the sides , it"


def test_lexrank_prefers_what_the_others_say() -> None:
    told = [
        "The envoys discussed a swap of prisoners.",
        "A swap of prisoners was the matter of the day.",
        "Prisoners may go home after a swap.",
        "Rain fell on the garden.",
    ]
    story = corpus.Story("1", "", "en", (post(headline="", body="\n".join(told)),), "", 10)
    ranked = rivals.lexrank(story)
    assert sorted(ranked) == sorted(told)
    assert ranked[-1] == told[-1]
    assert rivals.lead(story) == told


def test_greedy_coverage_takes_the_widest_known_pair_first() -> None:
    posts = (
        post(1, headline="", body="prisoner swap\nheavy rain"),
        post(2, headline="", body="prisoner swap agreed"),
    )
    story = corpus.Story("1", "", "en", posts, "", 3)
    assert rivals.greedy_coverage(story) == ["prisoner swap", "heavy rain"]


def test_a_task_whose_reference_is_in_its_key_moments_is_noticed(tmp_path: Path) -> None:
    row = '{"id": "1", "title": "t", "reference": ["a ."], "posts": [%s]}\n'
    posted = '{"id": "p", "title": "a", "sentences": [], "key": %s}'
    marked, unmarked = tmp_path / "marked_dev.jsonl", tmp_path / "unmarked_dev.jsonl"
    marked.write_text(row % (posted % "true"))
    unmarked.write_text(row % (posted % "false"))
    assert corpus.reference_is_in_key_moments(marked)
    assert not corpus.reference_is_in_key_moments(unmarked)
    assert set(corpus.tasks(tmp_path, "dev")) == {"marked", "unmarked"}
    assert [story.posts for story in corpus.stories(marked, key_moments=False)] == [()]
