"""kp.ru's trees: broadcasts inside an article, and lists of news."""

import json

from gazette import outline
from herald import URL, document, keys

from bot.model import Snapshot
from bot.sources.read import understand


def read(tree: object) -> Snapshot:
    text = json.dumps(tree, ensure_ascii=False)
    return understand(document(text, "application/json", timezone="Europe/Moscow"))


def paragraph(number: int, text: str) -> dict[str, object]:
    return {"@class": 14, "@id": number, "@type": "paragraph", "ru": {"text": text}}


def test_a_broadcast_is_an_article_whose_paragraphs_open_with_a_time() -> None:
    article = {
        "@class": 13,
        "@id": 27001,
        "ru": {"title": "Переговоры на острове: онлайн-трансляция"},
        "meta": [{"name": "published", "value": "2025-06-02T10:00:00+03:00"}],
        "childs": [
            paragraph(1, "<p><strong>14:45</strong> Паром отчалил.</p>"),
            paragraph(2, "Идёт дождь."),
            paragraph(3, "<strong>13:05</strong> Машины прибыли."),
        ],
    }

    got = read({"@class": 100, "childs": [article]})

    assert (got.format, got.title) == ("kp", "Переговоры на острове: онлайн-трансляция")
    assert outline(got.posts) == [
        ("13:05", "", "Машины прибыли."),
        ("14:45", "", "Паром отчалил.\n\nИдёт дождь."),
    ]
    assert f"{got.posts[0].posted_at:%H:%M}" == "10:05"
    assert got.url == URL


def test_news_in_the_tree_are_a_list_of_posts() -> None:
    def news(number: int) -> dict[str, object]:
        return {
            "@class": 10,
            "@id": 5000 + number,
            "ru": {"title": f"Шаг {number}", "description": f"Сделан шаг {number}."},
            "meta": [
                {"name": "views", "value": 17},
                {"name": "published", "value": f"2025-06-02T14:0{number}:00+03:00"},
            ],
        }

    got = read({"@class": 15, "childs": [{"@class": 100, "childs": [news(2), news(1)]}]})

    assert got.format == "postlist"
    assert keys(got.posts) == ["5001", "5002"]
    assert [(post.headline, post.body.value) for post in got.posts] == [
        ("Шаг 1", "Сделан шаг 1."),
        ("Шаг 2", "Сделан шаг 2."),
    ]
    assert f"{got.posts[0].posted_at:%H:%M}" == "11:01"
