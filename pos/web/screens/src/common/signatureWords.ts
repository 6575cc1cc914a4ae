// The words of a second person's signature.

import { dictionary } from "./language";

const zh = {
  approval_title: "需要经理确认",
  approval_hint: "请经理放员工卡、输入密码，或在手机上打开 /approvals 确认",
  approval_who: "谁来确认",
  approval_card: "放员工卡确认",
  approval_pin: "密码",
  approval_sign: "确认",
  approval_nobody: "没有其他人可以确认",
};

const en: Record<keyof typeof zh, string> = {
  approval_title: "A second person has to approve",
  approval_hint: "The manager puts a staff card on the reader, types their PIN, or approves on a phone at /approvals",
  approval_who: "Who approves",
  approval_card: "Approve with a staff card",
  approval_pin: "PIN",
  approval_sign: "Approve",
  approval_nobody: "Nobody else may approve",
};

export const t = dictionary(zh, en);
