// The words of signing on, of which every screen has some.

import { dictionary } from "./language";

const zh = {
  sign_on: "请登录",
  locked: "屏幕已锁定",
  who_are_you: "请点您的名字",
  lock: "锁屏/换人",
  lock_of: "{name}：锁屏或换人",
  enter_pin: "请输入PIN（4至6位）",
  pin_digits: "已输入{count}位",
  go: "登录",
  other_person: "换一个人",
  use_card: "刷员工卡登录",
  use_card_hint: "先把员工卡放在读卡器上，再点这里",
  waiting_for_card: "正在读卡…",
  nobody: "本店还没有可以登录的人",
  ticket_is_kept: "当前单已保留，登录后继续",
  role_cashier: "收银",
  role_kitchen: "厨房",
  role_manager: "经理",
  role_administrator: "管理员",
  role_auditor: "审计",
  from_away: "密码登录",
  staff_code: "员工编号",
  password: "密码",
  totp: "手机验证码（6位）",
  enrol: "登记本设备",
  enrol_hint: "请经理在“员工与设备”里生成登记码，10分钟内有效",
  enrol_code: "登记码（8位）",
  enrol_go: "登记",
  enrol_demo: "演示：一点即可登记为",
  tablet: "平板（厨房、会员台）",
  no_device: "本设备未登记，只能用密码登录",
  to_enrol: "登记本设备",
  to_password: "在外登录（经理、管理员、审计）",
  new_password_first: "请先设置自己的密码",
  password_before: "现在的密码",
  password_after: "新密码（至少12位）",
  password_again: "再输一遍新密码",
  passwords_differ: "两遍不一样",
  set_password: "设为新密码",
};

const en: Record<keyof typeof zh, string> = {
  sign_on: "Sign on",
  locked: "The screen is locked",
  who_are_you: "Tap your name",
  lock: "Lock / change",
  lock_of: "{name}: lock, or change over",
  enter_pin: "Your PIN (4 to 6 digits)",
  pin_digits: "{count} digits",
  go: "Sign on",
  other_person: "Somebody else",
  use_card: "Use a staff card",
  use_card_hint: "Put the staff card on the reader first, then tap here",
  waiting_for_card: "Reading the card…",
  nobody: "Nobody can sign on here yet",
  ticket_is_kept: "The ticket is kept and goes on after signing on",
  role_cashier: "Cashier",
  role_kitchen: "Kitchen",
  role_manager: "Manager",
  role_administrator: "Administrator",
  role_auditor: "Auditor",
  from_away: "Sign on with a password",
  staff_code: "Staff code",
  password: "Password",
  totp: "Code on your phone (6 digits)",
  enrol: "Enrol this device",
  enrol_hint: "The manager makes a code under Staff and devices; it holds for ten minutes",
  enrol_code: "Code (8 characters)",
  enrol_go: "Enrol",
  enrol_demo: "Demo: enrol with one tap as",
  tablet: "Tablet (kitchen, members)",
  no_device: "This device is not enrolled: only with a password",
  to_enrol: "Enrol this device",
  to_password: "From away (manager, administrator, auditor)",
  new_password_first: "Set a password of your own first",
  password_before: "The present password",
  password_after: "A new one (12 characters or more)",
  password_again: "The new one again",
  passwords_differ: "They are not the same",
  set_password: "Set it",
};

export const doorWord = dictionary(zh, en);

type Word = keyof typeof zh;

/** What somebody is, in the words of the screen. */
export function roleWord(role: string): string {
  const key = `role_${role}`;
  return key in zh ? doorWord(key as Word) : role;
}
