// The words of the paper screen.

import { dictionary } from "../common/language";

const zh = {
  paper: "虚拟小票机",
  about: "说明",
  banner: "演示与培训用：纸张由虚拟小票机按收到的字节绘出。",
  printers: "小票机",
  papers: "小票（新的在前）",
  no_paper: "还没有打印小票",
  outbox: "待打队列",
  no_job: "没有打印任务",
  fault_none: "恢复",
  fault_paper_low: "纸少",
  fault_paper_out: "缺纸",
  fault_cover_open: "开盖",
  fault_jam: "卡纸",
  fault_off: "断电",
  fault_now: "已设故障：{fault}",
  state_ok: "正常",
  state_paper_low: "纸快用完",
  state_paper_out: "缺纸",
  state_cover_open: "盖未合",
  state_error: "故障",
  state_no_answer: "无应答",
  state_unknown: "未知",
  job_queued: "等待",
  job_sending: "发送中",
  job_printed: "已打印",
  job_uncertain: "不确定，请看纸",
  job_failed: "失败",
  attempts: "第 {n} 次",
  flag: "打印问题",
  joining: "正在连接小票机",
};

const en: Record<keyof typeof zh, string> = {
  paper: "Virtual printers",
  about: "About",
  banner: "For demo and training: papers are drawn from the bytes that the virtual printers received.",
  printers: "Printers",
  papers: "Papers, newest first",
  no_paper: "Nothing printed yet",
  outbox: "Outbox",
  no_job: "Nothing to print",
  fault_none: "Repair",
  fault_paper_low: "Low",
  fault_paper_out: "No paper",
  fault_cover_open: "Open",
  fault_jam: "Jam",
  fault_off: "Power off",
  fault_now: "Fault set: {fault}",
  state_ok: "Fine",
  state_paper_low: "Paper low",
  state_paper_out: "No paper",
  state_cover_open: "Cover open",
  state_error: "Fault",
  state_no_answer: "No answer",
  state_unknown: "Unknown",
  job_queued: "Waiting",
  job_sending: "Sending",
  job_printed: "Printed",
  job_uncertain: "Unsure, look at the paper",
  job_failed: "Failed",
  attempts: "attempt {n}",
  flag: "Print problem",
  joining: "Connecting to the printers",
};

export const t = dictionary(zh, en);

/** The word for a code of the server, or the code itself where the screen has none. */
export function wordFor(group: "fault" | "state" | "job", code: string): string {
  const key = `${group}_${code}`;
  return key in zh ? t(key as keyof typeof zh) : code;
}
