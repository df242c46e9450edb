"""Bytes become text as a browser would read them, and are taken for what they are."""

import codecs

import pytest
from herald import document

from bot.sources.document import Kind, decode

TEXT = "Переговоры начались – «да»"
PLAIN = "Zahlen: 5 €"


def meta(label: str) -> str:
    return f'<html><head><meta charset="{label}"></head>'


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (TEXT.encode(), "text/html; charset=utf-8", TEXT),
        (TEXT.encode(), "text/html", TEXT),
        (TEXT.encode(), 'text/html; charset="UTF-8"', TEXT),
        (TEXT.encode("cp1251"), "text/html; charset=windows-1251", TEXT),
        ("Киев".encode("koi8-r"), "text/html;Charset='KOI8-R'", "Киев"),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=windows-1251", TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "text/html", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "text/html", TEXT),
        (PLAIN.encode("cp1252"), "text/html; charset=iso-8859-1", PLAIN),
        (PLAIN.encode("cp1252"), "text/html", PLAIN),
        ("Görüşme".encode("cp1254"), "text/html; charset=iso-8859-9", "Görüşme"),
        (TEXT.encode(), "text/html; charset=no-such-thing", TEXT),
        (TEXT.encode(), "text/html; charset=utf-7", TEXT),
        (TEXT.encode(), "text/html; charset=hex", TEXT),
        (TEXT.encode("cp1251"), "text/html; charset=utf-8", None),
    ],
)
def test_decodes(body: bytes, content_type: str, text: str | None) -> None:
    got = decode(body, content_type)
    assert got == text if text is not None else TEXT not in got


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("koi8-u", "koi8-u"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-8"),
        ("gb2312", "gb18030"),
    ],
)
def test_the_documents_own_word_counts_when_the_header_is_silent(label: str, codec: str) -> None:
    page = meta(label) + "Киев"
    assert decode(page.encode(codec), "text/html") == page


def test_the_header_outweighs_the_document() -> None:
    page = meta("utf-8") + TEXT
    assert decode(page.encode("cp1251"), "text/html; charset=windows-1251") == page


def test_the_prolog_of_xml_names_its_encoding() -> None:
    feed = f'<?xml version="1.0" encoding="windows-1251"?><rss>{TEXT}</rss>'
    assert decode(feed.encode("cp1251"), "application/rss+xml") == feed


def test_one_broken_byte_costs_one_character() -> None:
    broken = (TEXT * 20).encode() + b"\xff"
    assert decode(broken, "text/html") == TEXT * 20 + "\ufffd"


def test_zero_bytes_vanish() -> None:
    assert decode(b"a\x00b", "text/html") == "ab"


@pytest.mark.parametrize(
    ("text", "content_type", "kind"),
    [
        ("<!doctype html><p>", "text/html", Kind.HTML),
        ("<!DOCTYPE HTML>\n<html>", "application/xml", Kind.HTML),
        ('<?xml version="1.0"?><!DOCTYPE html><html>', "application/xhtml+xml", Kind.HTML),
        ("<p>A fragment", "text/html", Kind.HTML),
        ("just words", "text/html", Kind.HTML),
        ('<?xml version="1.0"?><rss>', "text/html", Kind.XML),
        ("  <rss version='2.0'>", "text/plain", Kind.XML),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", "", Kind.XML),
        ("<rdf:RDF xmlns:rdf=''>", "application/octet-stream", Kind.XML),
        ("<atom:feed xmlns:atom=''>", "text/html", Kind.XML),
        ("<!-- made by hand --><rss><title>About <html> tags</title>", "text/html", Kind.XML),
        ("<!-- <rss> --><!doctype html><title>x</title>", "text/html", Kind.HTML),
        ("<?xml version='1.0'?><note>", "text/html", Kind.XML),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "text/plain", Kind.JSON),
        ("[1]", "application/json", Kind.JSON),
        ("%PDF-1.7", "application/pdf", Kind.OTHER),
        ("words", "text/plain", Kind.OTHER),
        ("", "image/png", Kind.OTHER),
    ],
)
def test_takes_an_answer_for_what_it_is(text: str, content_type: str, kind: Kind) -> None:
    assert document(text, content_type).kind is kind
