// The demo's page: draws what the sandbox says its chats show, and passes on what a person does.
// Everything from outside becomes a text node or a checked attribute, never markup.

const NEAR = 80; // pixels from the end of a chat within which it follows new messages
const FOLDED = 160; // characters from which an expandable quote starts folded
const LINKS = /^(https?|tg):/i;
const TINTS = ["#1d5b7c", "#7d2f3d", "#2f5d50", "#5b4a8a", "#8a4a17"];

const $ = (id) => document.getElementById(id);
const columns = new Map(); // chat id -> Column
const toasted = new Map(); // id of an answered press -> the text that was shown for it
let zone = "UTC";
let clock = null;
let bot = { id: 0, username: "" };

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function stamp(seconds, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(seconds * 1000);
}
const hour = (seconds) => stamp(seconds, { hour: "2-digit", minute: "2-digit" });
const day = (seconds) => stamp(seconds, { day: "numeric", month: "long", year: "numeric" });

// --- Talking to the sandbox ----------------------------------------------------------------------

async function post(path, body, column) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return true;
    column.toast((await answer.json()).error);
  } catch {
    column.toast("The demo does not answer. Is it still running?");
  }
  return false;
}

function listen() {
  const events = new EventSource("/demo/events");
  events.addEventListener("view", (event) => show(JSON.parse(event.data)));
  events.addEventListener("clock", (event) => setClock(JSON.parse(event.data)));
  events.addEventListener("open", () => problem(""));
  events.addEventListener("error", () => problem("The demo has stopped; waiting for it to come back."));
}

function problem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

// --- Text with entities --------------------------------------------------------------------------

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

// Offsets are UTF-16 units, which is how JavaScript counts as well.
function rich(text, entities, column) {
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
  return make("span", entity.type);
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
function anchor(url, column) {
  const link = make("a");
  if (!LINKS.test(url)) return link;
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.addEventListener("click", (event) => {
    if (followInside(url, column)) event.preventDefault();
  });
  return link;
}

function followInside(url, column) {
  const inside = /^https?:\/\/t\.me\/(?:(c)\/(\d+)|(\w+))(?:\/(?:\d+\/)?(\d+))?\/?(?:\?start=([\w-]+))?/.exec(url);
  if (!inside) return false;
  const [, , number, name, message, start] = inside;
  if (name && name.toLowerCase() === bot.username.toLowerCase()) {
    column.say(start ? `/start ${start}` : "/start");
    return true;
  }
  const target = number
    ? columns.get(Number(`-100${number}`))
    : [...columns.values()].find((other) => other.chat.kind === "channel");
  if (target && message) target.find(Number(message));
  return true;
}

// --- One chat ------------------------------------------------------------------------------------

class Column {
  constructor(chat) {
    const part = $("chat").content.cloneNode(true);
    this.element = part.querySelector("section");
    this.log = part.querySelector(".log");
    this.input = part.querySelector("input");
    this.newer = part.querySelector(".newer");
    this.shown = new Map(); // key of a row -> { signature, element }
    this.unseen = 0;
    this.following = true;
    this.first = true;
    this.element.id = `chat-${chat.id}`;
    this.element.style.setProperty("--tint", TINTS[columns.size % TINTS.length]);
    this.tab = make("button");
    this.tab.type = "button";
    this.tab.setAttribute("role", "tab");
    this.tab.setAttribute("aria-controls", this.element.id);
    this.tab.addEventListener("click", () => select(this));
    part.querySelector("form").addEventListener("submit", (event) => this.submit(event));
    part.querySelector(".pinned").addEventListener("click", () => this.find(this.chat.pinned.at(-1)));
    this.newer.addEventListener("click", () => this.toEnd());
    this.log.addEventListener("scroll", () => this.scrolled());
    // Pictures that load, and the window's size, must not push the newest message out of sight.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.log);
  }

  update(chat, actor) {
    this.chat = chat;
    this.actor = actor;
    const title = chat.title;
    this.element.querySelector("h2").textContent = title;
    this.element.querySelector(".about").textContent = about(chat);
    this.element.querySelector(".avatar").textContent = [...title][0] || "?";
    this.element.setAttribute("aria-label", title);
    this.log.setAttribute("aria-label", `Messages: ${title}`);
    if (chat.kind !== "private") this.input.placeholder = `Post as ${actor.first_name}`;
    this.input.setAttribute("aria-label", `Write in ${title} as ${actor.first_name}`);
    this.drawPinned();
    this.drawRows();
    this.drawUnseen();
  }

  drawPinned() {
    const bar = this.element.querySelector(".pinned");
    const message = this.chat.messages.find((one) => one.id === this.chat.pinned.at(-1) && !one.deleted);
    bar.hidden = !message;
    if (message) bar.querySelector("span").textContent = message.text || message.caption || "Media";
  }

  drawRows() {
    this.noticeScroll();
    const rows = rowsOf(this.chat);
    const kept = new Set(rows.map((row) => row.key));
    for (const [key, { element }] of this.shown) {
      if (!kept.has(key)) {
        element.remove();
        this.shown.delete(key);
      }
    }
    rows.forEach((row, place) => this.drawRow(row, place));
    this.first = false;
    if (this.following) this.toEnd();
  }

  drawRow(row, place) {
    const signature = JSON.stringify(row);
    const old = this.shown.get(row.key);
    let element = old?.element;
    if (old?.signature !== signature) {
      element = row.draw(this);
      if (old) exchange(old.element, element);
      else if (!this.first && row.messages) this.arrived(element);
      this.shown.set(row.key, { signature, element });
    }
    if (this.log.children[place] !== element) this.log.insertBefore(element, this.log.children[place] || null);
  }

  arrived(element) {
    element.classList.add("new");
    if (!this.following || !this.visible) this.unseen += 1;
  }

  get visible() {
    return this.element.offsetParent !== null;
  }

  drawUnseen() {
    this.newer.hidden = this.following || !this.unseen;
    this.newer.textContent = `${this.unseen} new ↓`;
    this.tab.replaceChildren(this.chat.title);
    if (this.unseen) this.tab.append(make("i", "", `${this.unseen} new`));
  }

  scrolled() {
    this.noticeScroll();
    this.drawUnseen();
  }

  // Whoever moved away from the end does not follow any more. Scroll events come too late to tell
  // that before the next message is drawn, hence the comparison with where the page itself went.
  noticeScroll() {
    if (!this.visible || this.log.scrollTop === this.place) return;
    this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    if (this.following) this.unseen = 0;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.place = this.log.scrollTop;
    this.following = true;
    if (this.visible) this.unseen = 0;
  }

  find(message) {
    const found = [...this.shown.values()].find(({ element }) => element.dataset.ids?.split(" ").includes(String(message)));
    if (!found) return this.toast("That message is not here any more.");
    select(this);
    this.following = false;
    found.element.scrollIntoView({ block: "center" });
    found.element.classList.remove("found", "new");
    requestAnimationFrame(() => found.element.classList.add("found"));
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text && (await this.say(text)) && this.input.value.trim() === text) this.input.value = "";
  }

  say(text) {
    this.following = true;
    return post("/demo/say", { user: this.actor.id, chat: this.chat.id, text }, this);
  }

  async press(button, message, data) {
    button.disabled = true;
    await post("/demo/press", { user: this.actor.id, chat: this.chat.id, message, data }, this);
    button.disabled = false;
  }

  toast(text) {
    const place = this.element.querySelector(".toast");
    place.textContent = text;
    place.hidden = !text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { place.hidden = true; }, 5000);
  }
}

// Puts a redrawn row in the place of the old one; the focus stays on the button that had it.
function exchange(old, element) {
  const place = [...old.querySelectorAll("a, button")].indexOf(document.activeElement);
  old.replaceWith(element);
  if (place >= 0) element.querySelectorAll("a, button")[place]?.focus({ preventScroll: true });
}

function about(chat) {
  if (chat.kind === "private") return "private chat with the bot";
  const people = chat.members.filter((one) => one.id !== bot.id && !["left", "kicked"].includes(one.status)).length;
  return `${chat.kind} · ${people} ${people === 1 ? "person" : "people"}`;
}

// --- The rows of a chat --------------------------------------------------------------------------

// Days, messages (an album is one), service lines and traces of what was deleted.
function rowsOf(chat) {
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

// --- The whole page ------------------------------------------------------------------------------

function show(view) {
  bot = view.bot;
  setClock(view.clock);
  const people = new Map(view.users.map((user) => [user.id, user]));
  const rank = (chat) => (chat.kind === "private" ? 1 : 0);
  const chats = [...view.chats].sort((a, b) => rank(a) - rank(b));
  for (const chat of chats) {
    if (!columns.has(chat.id)) add(chat);
    columns.get(chat.id).update(chat, actorIn(chat, people));
  }
  answer(view.answers || []);
}

// Whose hands are on the keyboard of a chat: its person, or the one who runs it.
function actorIn(chat, people) {
  const members = chat.members.filter((member) => people.has(member.id));
  const owner = members.find((member) => member.status === "creator") || members[0];
  return people.get(chat.kind === "private" ? chat.id : owner?.id) || { id: 0, first_name: "nobody" };
}

function add(chat) {
  const column = new Column(chat);
  column.chat = chat;
  columns.set(chat.id, column);
  $("chats").append(column.element);
  $("tabs").append(column.tab);
  select(columns.size === 1 ? column : [...columns.values()].find((one) => one.element.classList.contains("current")));
}

function select(chosen) {
  for (const column of columns.values()) {
    column.element.classList.toggle("current", column === chosen);
    column.tab.setAttribute("aria-selected", String(column === chosen));
  }
  if (chosen.following) chosen.toEnd();
  chosen.drawUnseen();
}

// What the bot answered to a press is shown once, in the chat of the person who pressed.
function answer(answers) {
  const starting = !toasted.has("started");
  toasted.set("started", true);
  for (const { id, user, text } of answers) {
    if (toasted.has(id)) continue;
    toasted.set(id, true);
    if (text && !starting) columns.get(user)?.toast(text);
  }
}

function setClock(told) {
  zone = told.timezone;
  clock = { ...told, heard: performance.now() };
  $("event").textContent = told.title;
  tick();
}

function tick() {
  if (!clock) return;
  const passed = ((performance.now() - clock.heard) / 1000) * clock.speed;
  const moment = Math.min(clock.moment + passed, clock.ends);
  $("now").textContent = hour(moment);
  $("now").dateTime = new Date(moment * 1000).toISOString();
  const done = moment >= clock.ends;
  const pace = clock.speed === 1 ? "as in life" : `${Math.round(clock.speed)} times as fast as life`;
  $("pace").textContent = `${day(moment)}, ${done ? "finished" : pace}`;
  $("progress").value = (moment - clock.begins) / (clock.ends - clock.begins);
}

setInterval(tick, 250);
listen();
