// The rows of a chat and how each is drawn.

import { $, day, hour, make } from "./shared.js";
import { anchor, rich } from "./text.js";

// Days, messages (an album is one), service lines and traces of what was deleted.
export function rowsOf(chat) {
  const rows = [];
  let date = "";
  for (const message of chat.messages) {
    if (day(message.date) !== date) {
      date = day(message.date);
      const text = date;
      rows.push({ key: `day ${text}`, text, draw: () => make("p", "day", text) });
    }
    const last = rows.at(-1);
    const sameKind = last.messages && Boolean(last.messages[0].deleted) === Boolean(message.deleted);
    if (message.album_id && sameKind && last.messages[0].album_id === message.album_id) last.messages.push(message);
    else rows.push(rowOf(message, chat.kind));
  }
  if (!rows.length) rows.push({ key: "empty", draw: () => make("p", "empty", "Nothing here yet.") });
  return rows;
}

function rowOf(message, kind) {
  const messages = [message];
  const key = `message ${message.id}`;
  if (message.deleted) return { key, messages, draw: () => line("service gone", `deleted by ${message.from}`, messages) };
  if (message.service) return { key, messages, draw: () => line("service", serviceWords(message), messages) };
  return { key, messages, draw: (column) => drawMessage(messages, kind, column) };
}

function line(className, text, messages) {
  const element = make("p", className, text);
  element.dataset.ids = messages.map((one) => one.id).join(" ");
  return element;
}

function serviceWords(message) {
  if ("pinned_message" in message.service) return `${message.from} pinned a message`;
  if ("new_chat_members" in message.service) return `${message.from} added the bot`;
  return Object.keys(message.service).join(", ").replaceAll("_", " ");
}

function drawMessage(messages, kind, column) {
  const [head] = messages;
  const captioned = messages.find((one) => one.caption) || head;
  const media = messages.filter((one) => one.photo || one.video);
  const element = make("article", "message");
  element.dataset.ids = messages.map((one) => one.id).join(" ");
  element.classList.toggle("wide", media.length > 0 || kind === "channel");
  element.classList.toggle("mine", kind === "private" && !head.own);
  const bubble = make("div", "bubble");
  if (kind !== "private" && kind !== "channel") bubble.append(make("p", "sender", head.from));
  if (media.length) bubble.append(drawMedia(media));
  const text = captioned.text || captioned.caption;
  if (text) {
    const words = make("div", "text");
    words.append(rich(text, captioned.text ? captioned.entities : captioned.caption_entities, column));
    bubble.append(words);
  }
  if (head.poll) bubble.append(drawPoll(head, column));
  if (head.document) bubble.append(make("p", "text", "A file"));
  bubble.append(drawStamp(messages));
  element.append(bubble);
  if (head.keyboard.length) element.append(drawKeys(head, column));
  return element;
}

function drawMedia(messages) {
  const grid = make("div", "media");
  grid.dataset.count = messages.length;
  if (messages.length > 1 && messages.length % 2) grid.dataset.odd = "";
  for (const message of messages) grid.append(message.video ? drawVideo(message) : drawPhoto(message));
  return grid;
}

function drawPhoto(message) {
  const button = make("button");
  const image = make("img");
  button.type = "button";
  image.alt = (message.caption || "Photo").slice(0, 120);
  image.addEventListener("load", () => button.classList.toggle("tall", image.naturalHeight > image.naturalWidth));
  image.src = message.photo;
  button.append(image);
  button.addEventListener("click", () => {
    const large = $("large");
    Object.assign(large.querySelector("img"), { src: message.photo, alt: image.alt });
    large.showModal();
  });
  return button;
}

function drawVideo(message) {
  const frame = make("div");
  const video = make("video");
  video.controls = true;
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  video.src = message.video;
  video.setAttribute("aria-label", (message.caption || "Video").slice(0, 120));
  frame.append(video);
  return frame;
}

function drawStamp(messages) {
  const [head] = messages;
  const edited = Math.max(...messages.map((one) => one.edit_date || 0));
  const place = make("p", "stamp");
  if (head.silent) place.append($("silent").content.cloneNode(true));
  if (edited) place.append(make("span", "edited", `edited ${hour(edited)}`));
  const time = make("time", "", hour(head.date));
  time.dateTime = new Date(head.date * 1000).toISOString();
  place.append(time);
  return place;
}

function drawPoll(message, column) {
  const { question, options, voters, closed } = message.poll;
  const poll = make("div", "poll");
  poll.append(make("p", "question", question));
  options.forEach(([text, votes], option) => {
    const share = voters ? Math.round((100 * votes) / voters) : 0;
    const button = make("button", "", `${text} · ${share}%`);
    button.type = "button";
    button.disabled = closed;
    button.style.setProperty("--share", `${share}%`);
    button.addEventListener("click", () => column.vote(button, message.id, option));
    poll.append(button);
  });
  const state = closed ? "Final results" : "Anonymous poll";
  poll.append(make("p", "voters", `${state} · ${voters} ${voters === 1 ? "vote" : "votes"}`));
  return poll;
}

function drawKeys(message, column) {
  const keys = make("div", "keys");
  for (const row of message.keyboard) {
    const place = make("div");
    for (const key of row) {
      const button = key.url ? anchor(key.url, column) : make("button");
      button.textContent = key.text;
      if (!key.url) {
        button.type = "button";
        button.addEventListener("click", () => column.press(button, message.id, key.callback_data));
      }
      place.append(button);
    }
    keys.append(place);
  }
  return keys;
}
