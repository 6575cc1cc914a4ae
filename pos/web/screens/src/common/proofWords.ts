// The words of proofs of classes.

import { dictionary } from "./language";

const zh = {
  proof_class: "身份",
  last_day: "最后一天",
  first_day: "起始日",
  no_proofs: "没有登记证明",
  no_end: "长期",
  proof_counts: "有效",
  proof_begins: "未开始",
  proof_lapsed: "已到期",
  proof_revoked: "已终止",
  end_proof: "终止“{name}”",
  end_proof_sure: "从今天起终止“{name}”？",
  add_proof: "登记证明",
  proof_type: "看到的证明",
  proof_type_hint: "如：低保证",
  proof_hint: "只登记种类和日期，不保存证件；最后一天留空为长期",
  record: "登记",
};

const en: Record<keyof typeof zh, string> = {
  proof_class: "Class",
  last_day: "Last day",
  first_day: "First day",
  no_proofs: "No proof on record",
  no_end: "no end",
  proof_counts: "Counts",
  proof_begins: "To begin",
  proof_lapsed: "Run out",
  proof_revoked: "Ended",
  end_proof: "End “{name}”",
  end_proof_sure: "End “{name}” from today?",
  add_proof: "Record a proof",
  proof_type: "What was shown",
  proof_type_hint: "such as a certificate",
  proof_hint: "Only the kind and the days are kept, never the paper; no last day: without end",
  record: "Record",
};

export const t = dictionary(zh, en);
