// The words of the desk with virtual cards.

import { dictionary } from "../common/language";

const zh = {
  desk: "虚拟卡台",
  about: "说明",
  banner: "演示与培训用：这些是虚拟卡和虚拟读卡器，不是真实会员的卡。",
  readers: "读卡器",
  cards: "虚拟卡",
  chosen: "选中",
  choose: "选用",
  empty: "把卡拖到这里，或点一张卡",
  take_off: "取走 {name}",
  take_off_hint: "点一下取走卡",
  put_on: "把 {name} 放到 {till} 的读卡器上",
  age: "{age}岁",
  no_tier: "普通会员",
  balance: "余额",
  on_reader: "在 {till} 上",
  kind_genuine: "会员卡",
  kind_counterfeit: "伪卡",
  kind_unknown: "未登记的卡",
  nobody: "无主",
  joining: "正在连接虚拟卡台",
};

const en: Record<keyof typeof zh, string> = {
  desk: "Virtual card desk",
  about: "About",
  banner: "For demo and training: virtual cards on virtual readers, no real member's card.",
  readers: "Readers",
  cards: "Virtual cards",
  chosen: "Chosen",
  choose: "Choose",
  empty: "Drag a card here, or tap one",
  take_off: "Take off {name}",
  take_off_hint: "Tap to take the card off",
  put_on: "Put {name} on the reader of {till}",
  age: "age {age}",
  no_tier: "Member",
  balance: "Balance",
  on_reader: "On {till}",
  kind_genuine: "Member's card",
  kind_counterfeit: "Counterfeit",
  kind_unknown: "Not registered",
  nobody: "Nobody's",
  joining: "Connecting to the desk",
};

export const t = dictionary(zh, en);
