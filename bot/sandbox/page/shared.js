// What every part of the page shares: its state, small helpers, and the way to the sandbox.

export const state = {
  columns: new Map(), // chat id -> Column, in the order in which they stand
  bot: { id: 0, username: "" },
  zone: "UTC",
};

export const $ = (id) => document.getElementById(id);

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function stamp(seconds, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: state.zone, ...options }).format(seconds * 1000);
}
export const hour = (seconds) => stamp(seconds, { hour: "2-digit", minute: "2-digit" });
export const day = (seconds) => stamp(seconds, { day: "numeric", month: "long", year: "numeric" });

// Asks the sandbox to do something; what it says against that is shown in the column.
export async function post(path, body, column) {
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
