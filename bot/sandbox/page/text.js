// Text with the Bot API's entities as elements. What comes from outside stays text.

import { make } from "./shared.js";

const FOLDED = 160; // characters from which an expandable quote starts folded
const LINKS = /^(https?|tg):/i;
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

// Offsets are UTF-16 units, which is how JavaScript counts as well.
export function rich(text, entities, column) {
  const ordered = entities
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return between(text, 0, text.length, ordered, column);
}

function between(text, start, end, entities, column) {
  const whole = document.createDocumentFragment();
  let at = start;
  for (let n = 0; n < entities.length; n += 1) {
    const entity = entities[n];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.end, end);
    if (from >= to) continue;
    whole.append(text.slice(at, from));
    const inside = entities.slice(n + 1).filter((other) => other.offset < to);
    const element = dress(entity, text.slice(from, to), column);
    element.append(between(text, from, to, inside, column));
    whole.append(element);
    if (element.className === "folded") whole.append(unfolder(element));
    at = element.tagName === "BLOCKQUOTE" && text[to] === "\n" ? to + 1 : to;
  }
  whole.append(text.slice(at, end));
  return whole;
}

function dress(entity, words, column) {
  if (TAGS[entity.type]) return make(TAGS[entity.type]);
  if (entity.type === "blockquote") return make("blockquote");
  if (entity.type === "expandable_blockquote") return make("blockquote", words.length > FOLDED ? "folded" : "");
  if (entity.type === "text_link" || entity.type === "url") return anchor(entity.url || words, column);
  if (entity.type === "bot_command") {
    const button = make("button", "command");
    button.type = "button";
    button.addEventListener("click", () => column.say(words));
    return button;
  }
  const span = make("span", entity.type);
  if (entity.type === "spoiler") span.tabIndex = 0;
  return span;
}

function unfolder(quote) {
  const button = make("button", "unfold", "Show all");
  button.type = "button";
  button.addEventListener("click", () => {
    quote.classList.remove("folded");
    button.remove();
  });
  return button;
}

// A link; those into Telegram itself are followed within the page.
export function anchor(url, column) {
  const link = make("a");
  if (!LINKS.test(url)) return link;
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.addEventListener("click", (event) => {
    if (column.follow(url)) event.preventDefault();
  });
  return link;
}
