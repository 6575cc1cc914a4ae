// The words of the approvals page.

import { dictionary } from "../common/language";

const zh = {
  approvals: "待确认",
  none: "现在没有要确认的",
  holds: "同意后60秒内有效，只用一次",
  approve: "同意",
  refuse: "不同意",
  kind_refund: "退款",
  kind_void: "撤单",
  kind_top_up_undo: "撤销充值",
  kind_paid_out: "支出现金",
  kind_over_short: "长短款",
  kind_price_override: "改价",
};

const en: Record<keyof typeof zh, string> = {
  approvals: "To approve",
  none: "Nothing waits for you",
  holds: "A yes holds for 60 seconds, and for one act",
  approve: "Approve",
  refuse: "Refuse",
  kind_refund: "Refund",
  kind_void: "Void",
  kind_top_up_undo: "Top-up undone",
  kind_paid_out: "Cash paid out",
  kind_over_short: "Over or short",
  kind_price_override: "Other price",
};

export const t = dictionary(zh, en);
