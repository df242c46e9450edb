// One chat as a column: its messages, its scrolling, and what its person does there.

import { rowsOf } from "./message.js";
import { $, make, post, state } from "./shared.js";

const NEAR = 80; // pixels from the end of a chat within which it follows new messages
const TINTS = ["#1d5b7c", "#7d2f3d", "#2f5d50", "#5b4a8a", "#8a4a17"];

export class Column {
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
    this.element.style.setProperty("--tint", TINTS[state.columns.size % TINTS.length]);
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

  async vote(button, message, option) {
    button.disabled = true;
    await post("/demo/vote", { user: this.actor.id, chat: this.chat.id, message, option }, this);
    button.disabled = false;
  }

  toast(text) {
    const place = this.element.querySelector(".toast");
    place.textContent = text;
    place.hidden = !text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { place.hidden = true; }, 5000);
  }

  // Follows a link that leads into Telegram itself; false for all others.
  follow(url) {
    const inside = /^https?:\/\/t\.me\/(?:(c)\/(\d+)|(\w+))(?:\/(?:\d+\/)?(\d+))?\/?(?:\?start=([\w-]+))?/.exec(url);
    if (!inside) return false;
    const [, , number, name, message, start] = inside;
    if (name && name.toLowerCase() === state.bot.username.toLowerCase()) {
      // Telegram opens the private chat with the bot, wherever the link stands.
      const own = state.columns.get(this.actor.id) || this;
      select(own);
      own.say(start ? `/start ${start}` : "/start");
      return true;
    }
    const target = number
      ? state.columns.get(Number(`-100${number}`))
      : [...state.columns.values()].find((other) => other.chat.kind === "channel");
    if (target && message) target.find(Number(message));
    return true;
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
  const people = chat.members.filter((one) => one.id !== state.bot.id && !["left", "kicked"].includes(one.status)).length;
  return `${chat.kind} · ${people} ${people === 1 ? "person" : "people"}`;
}

// Shows one chat where the screen has room for one.
export function select(chosen) {
  for (const column of state.columns.values()) {
    column.element.classList.toggle("current", column === chosen);
    column.tab.setAttribute("aria-selected", String(column === chosen));
  }
  if (chosen.following) chosen.toEnd();
  chosen.drawUnseen();
}
