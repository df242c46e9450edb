// The demo's page: draws what the sandbox says its chats show, and passes on what a person does.
// Everything from outside becomes a text node or a checked attribute, never markup.

import { Column, select } from "./chat.js";
import { $, day, hour, state } from "./shared.js";

const answered = new Set(); // ids of the presses whose answers are known
let started = false;
let clock = null;

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

function show(view) {
  state.bot = view.bot;
  setClock(view.clock);
  const people = new Map(view.users.map((user) => [user.id, user]));
  const rank = (chat) => (chat.kind === "private" ? 1 : 0);
  const chats = [...view.chats].sort((a, b) => rank(a) - rank(b));
  for (const chat of chats) {
    if (!state.columns.has(chat.id)) add(chat);
    state.columns.get(chat.id).update(chat, actorIn(chat, people));
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
  state.columns.set(chat.id, column);
  $("chats").append(column.element);
  $("tabs").append(column.tab);
  select(state.columns.size === 1 ? column : [...state.columns.values()].find((one) => one.element.classList.contains("current")));
}

// What the bot answered to a press is shown once, in the chat of the person who pressed; answers
// from before this page was opened are old news.
function answer(answers) {
  for (const { id, user, text } of answers) {
    if (started && text && !answered.has(id)) state.columns.get(user)?.toast(text);
    answered.add(id);
  }
  started = true;
}

function setClock(told) {
  state.zone = told.timezone;
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
