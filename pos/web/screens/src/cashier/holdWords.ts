// The words of held tickets.

import { dictionary } from "../common/language";

const zh = {
  hold: "挂单",
  hold_hint: "菜品为客人留一会儿；本店任何收银台都能取单",
  hold_note: "怎么认（如 红衣大爷，可不填，不写姓名）",
  hold_confirm: "挂起当前单",
  hold_guest: "散客",
  hold_by: "{till} · {cashier} · {time} 挂",
  hold_expired: "留菜已到时",
  hold_elsewhere: "{till} 正在收",
  hold_cancel: "取消",
  hold_cancel_sure: "确定取消？",
  resume: "取单",
  holds_button: "取单 {n}",
  holds_title: "挂着的单 {n}",
  holds_none: "没有挂着的单",
  holds_busy: "当前单还在；先收款或挂起它，再取单",
  held_from: "取自挂单：{note}",
  held_card: "请放 {name} 的卡付款",
  held_gone: "{dish}：现在没有了",
  held_changed: "{dish}：挂单时 {before}，现在 {now}",
};

const en: Record<keyof typeof zh, string> = {
  hold: "Hold",
  hold_hint: "The dishes are kept for a while; any till of this canteen can go on with it",
  hold_note: "To know it again (such as red coat; no names)",
  hold_confirm: "Hold this ticket",
  hold_guest: "Guest",
  hold_by: "{till} · {cashier} · held at {time}",
  hold_expired: "dishes no longer kept",
  hold_elsewhere: "{till} goes on with it",
  hold_cancel: "Cancel",
  hold_cancel_sure: "Really cancel?",
  resume: "Resume",
  holds_button: "Held {n}",
  holds_title: "Held tickets: {n}",
  holds_none: "No ticket is held",
  holds_busy: "There is a ticket in hand: pay or hold it first",
  held_from: "Held before: {note}",
  held_card: "Please put {name}'s card",
  held_gone: "{dish}: not available any more",
  held_changed: "{dish}: {before} when it was held, now {now}",
};

export const t = dictionary(zh, en);
