// Words that more than one screen uses.

import { dictionary } from "./language";

const zh = {
  other_language: "EN",
  other_language_label: "EN：切换到英文",
  network: "网络",
  network_ok: "网络正常",
  network_polling: "网络较慢",
  network_away: "网络断开",
  network_joining: "连接中",
  of: "{name}：{words}",
  close: "关闭",
  cancel: "取消",
  confirm: "确认",
  clear: "清空",
  backspace: "退格",
  search: "拼音",
  letters_done: "收起",
  not_understood: "服务器的回答看不懂",
  no_network: "网络断开，请稍候",
  server_fault: "服务器出错（{status}）",
};

const en: Record<keyof typeof zh, string> = {
  other_language: "中文",
  other_language_label: "中文: switch to Chinese",
  network: "Network",
  network_ok: "Network fine",
  network_polling: "Network slow",
  network_away: "Network away",
  network_joining: "Connecting",
  of: "{name}: {words}",
  close: "Close",
  cancel: "Cancel",
  confirm: "Confirm",
  clear: "Clear",
  backspace: "Backspace",
  search: "Search",
  letters_done: "Done",
  not_understood: "The server's answer cannot be understood",
  no_network: "No network, please wait",
  server_fault: "Server fault ({status})",
};

export const word = dictionary(zh, en);
