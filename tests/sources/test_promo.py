"""What must not get through, and what looks like it but is news. Wrong either way is a fault."""

import pytest

from bot.model import Media, MediaKind, SeenPost
from bot.sources import html, promo

BASE = "https://herald.example/live/page"
LINK = "<a href='https://herald.example/other'>How the island was chosen</a>"
NEWS = "<p>The delegations have arrived.</p>"


def cleaned(markup: str, headline: str = "", media: tuple[Media, ...] = ()) -> SeenPost | None:
    body = html.fragment(markup, BASE).text
    return promo.clean(SeenPost("1", headline=headline, body=body, media=media))[0]


PROMOTION = [
    f"Read also: {LINK}",
    f"READ ALSO {LINK}",
    f"Also read: {LINK}",
    f"See also: {LINK}",
    f"Read more: {LINK}",
    f"More: {LINK}",
    f"<b>Related:</b> {LINK}",
    "You may also like: How the island was chosen",
    f"Читайте также: {LINK}",
    "Читайте также: как выбирали остров",
    f"<strong>Читайте ещё:</strong> {LINK}",
    f"По теме: {LINK}",
    f"Смотрите также {LINK}",
    f"Подробнее: {LINK}",
    f"Читайте також: {LINK}",
    f"Дивіться також: {LINK}",
    f"За темою: {LINK}",
    f"Ayrıca okuyun: {LINK}",
    f"Bunu da okuyun: {LINK}",
    f"İlginizi çekebilir: {LINK}",
    f"Lesen Sie auch: {LINK}",
    f"👉 {LINK}",
    f"🔴🔥 {LINK} 🔥",
    f"▶️ {LINK}",
    f"➡ {LINK}",
    f"👉 Read also: {LINK}",
    "Реклама",
    "📲 Следите за новостями в нашем <a href='https://t.me/herald'>канале</a>",
    f"➡️ Читать подробнее: {LINK}",
    f"Читати далі {LINK}",
    "Реклама. ООО «Ромашка»",
    "Реклама, 16+, АО «Чайка», erid 2Vtz",
    "erid: 2VtzqwTy41a",
    "WhatsApp kanalımıza <a href='https://wa.example'>abone olun</a>",
    "Bizi Telegram'da takip edin 👈",
    "Unser Newsletter: <a href='https://herald.example/nl'>Jetzt anmelden</a>",
    "Folgen Sie uns auf WhatsApp.",
    "Abonnez-vous à notre newsletter",
    f"Lea también: {LINK}",
    f"Leggi anche: {LINK}",
    "<b>ADVERTISEMENT</b>",
    "Werbung:",
    "Subscribe to our Telegram channel",
    "📲 Subscribe to our Telegram channel!",
    "Follow us on WhatsApp for updates.",
    "Sign up for our morning newsletter.",
    "Join our channel",
    "Download our app",
    "Subscribe",
    "<a href='https://t.me/herald'>Подписывайтесь на наш телеграм-канал</a>",
    "❗ Подписывайтесь на наш канал в Telegram",
    "Подпишитесь на нас!",
    "Подписаться",
    "Підписуйтесь на наш Telegram-канал",
    "Приєднуйтесь до нашого каналу",
    "Telegram kanalımız".replace(
        "Telegram kanalımız", "Abone olun, Telegram kanalımızda buluşalım"
    ),
    "Bizi takip edin",
]

REAL_NEWS = [
    f"The mediators published {LINK} this morning.",
    f"According to {LINK}, the talks will last two hours.",
    f"• {LINK}",
    LINK,
    "👉 The delegations have arrived at the palace.",
    f"🔴 The mediators say {LINK} is closed.",
    "Read more than forty pages of the draft and you find one date.",
    "Reading also took place in the second session.",
    "More: the sides will meet again in June, the host said.",
    "More than 1,000 people are on the list.",
    "Related to the exchange, lists were handed over.",
    "Следите за руками: так министр ответил на вопрос о карте.",
    "По теме обмена стороны договорились продолжить.",
    "По теме: стороны передали списки на обмен.",
    "Подробнее о списках стороны расскажут завтра.",
    "The host wrote in a Telegram channel that the talks began.",
    "Реклама ООО «Ромашка» признана незаконной.",
    "Taraflar görüşmeleri televizyondan takip edin denildiğini doğruladı.",
    "Folgen Sie dem Vorschlag, sagte die Ministerin, und der Krieg endet.",
    "Subscribers to the gas contract will pay less from July.",
    "Follow-up talks are planned for the end of the month.",
    "Join us in prayer, the visitor said, adding that peace is near and the work will go on.",
    "Sign up sheets for the exchange were delivered.",
    "Глава делегации сообщил об этом в своём телеграм-канале.",
    "Подписание соглашения перенесено на вечер.",
    "Підписання угоди перенесено на вечір.",
    "Telegram kanalından yapılan açıklamada görüşmelerin başladığı bildirildi.",
    "Ayrıca heyetler liste değişimi yaptı.",
    "The app that residents use for alerts was offline.",
]


@pytest.mark.parametrize("line", PROMOTION)
def test_a_promotional_paragraph_goes_and_the_news_stays(line: str) -> None:
    body = html.fragment(f"{NEWS}<p>{line}</p>{NEWS}", BASE).text
    post, dropped = promo.clean(SeenPost("1", "Arrival", body))

    assert post is not None
    assert post.body.value == "The delegations have arrived.\n\nThe delegations have arrived."
    assert len(dropped) == 1
    assert dropped[0].why in {
        "points to another story", "asks readers to subscribe", "the label of an advertisement",
    }  # fmt: skip


@pytest.mark.parametrize("line", REAL_NEWS)
def test_news_that_looks_like_it_stays(line: str) -> None:
    body = html.fragment(f"{NEWS}<p>{line}</p>", BASE).text
    assert promo.clean(SeenPost("1", "Arrival", body)) == (SeenPost("1", "Arrival", body), ())


@pytest.mark.parametrize("line", PROMOTION)
def test_a_post_of_nothing_else_goes_altogether(line: str) -> None:
    body = html.fragment(f"<p>{line}</p>", BASE).text
    post, dropped = promo.clean(SeenPost("1", body=body))
    assert post is None
    assert dropped


def test_a_line_within_a_paragraph_goes_alone() -> None:
    post = cleaned(f"<p>The talks began.<br>Read also: {LINK}<br>They are closed.</p>", "Talks")
    assert post is not None
    assert post.body.value == "The talks began.\nThey are closed."


def test_a_call_at_the_end_of_a_paragraph_goes_alone() -> None:
    post = cleaned(
        "<p><b>Talks</b> began. Subscribe to our Telegram channel. Join us!</p>", "Talks"
    )
    assert post is not None
    assert post.body.value == "Talks began."
    assert len(post.body.spans) == 1


def test_links_after_a_heading_that_promises_them_go_with_it() -> None:
    markup = f"{NEWS}<h4>Читайте также</h4><ul><li>{LINK}</li><li>{LINK}</li></ul>{NEWS}"
    post = cleaned(markup, "Arrival")
    assert post is not None
    assert post.body.value == "The delegations have arrived.\n\nThe delegations have arrived."


def test_a_link_alone_is_no_post() -> None:
    assert cleaned(LINK) is None
    assert cleaned(f"<p>{LINK}</p><p>{LINK}</p>") is None


def test_a_link_alone_under_a_headline_is_one() -> None:
    assert cleaned(LINK, "Ceasefire text published") is not None


def test_a_link_alone_with_a_picture_is_one() -> None:
    assert cleaned(LINK, media=(Media(MediaKind.PHOTO, "https://cdn.example/a.jpg"),)) is not None


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Read also: how the island was chosen", "<p>A long read.</p>"),
        ("Читайте также", f"<p>{LINK}</p>"),
        ("Subscribe to our newsletter", "<p>Every morning at seven.</p>"),
        ("👉 Подписывайтесь на наш канал", ""),
        ("In case you missed this earlier", LINK),
        ("In case you missed it", LINK),
        ("More", LINK),
    ],
)
def test_a_headline_may_give_the_whole_post_away(headline: str, body: str) -> None:
    assert cleaned(body, headline) is None


@pytest.mark.parametrize("headline", ["More seats at the table", "In case you missed it: a truce"])
def test_a_headline_may_be_innocent(headline: str) -> None:
    assert cleaned(NEWS, headline) is not None


def test_an_empty_post_is_not_promotion() -> None:
    assert promo.clean(SeenPost("1")) == (SeenPost("1"), ())
