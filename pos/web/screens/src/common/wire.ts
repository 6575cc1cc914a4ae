// What the server says, in its own words. Amounts end in _fen and are whole numbers.

export interface Text {
  zh: string;
  en: string;
}

export interface Named {
  code: string;
  name: Text;
}

export interface MealPeriod extends Named {
  starts: string;
  ends: string;
}

export interface MenuItem {
  id: number;
  dish_code: string;
  name: Text;
  category: string;
  vendor: string;
  unit: string;
  price_fen: number;
  pinyin: string[];
  portions_left: number | null;
  is_sold_out: boolean;
}

export interface Menu {
  date: string;
  period: string;
  categories: Named[];
  items: MenuItem[];
}

export interface Portions {
  items: { id: number; portions_left: number | null; is_sold_out: boolean }[];
}

export interface Member {
  id: number;
  code: string;
  name: string;
  age: number | null;
  tier: Named | null;
  /** null: this site hides it from bystanders until the cashier asks. */
  balance_fen: number | null;
}

export interface Card {
  presentation: string;
  card_tail: string | null;
  state: "reading" | "ready" | "problem";
  member: Member | null;
  /** Whether the card may pay anything: a bare serial number only says who somebody may be. */
  may_pay: boolean;
  problem: { code: string; title: Text } | null;
}

export type ReaderState = "ok" | "offline" | "stale" | "hung";
export type PrinterState =
  "ok" | "paper_low" | "paper_out" | "cover_open" | "error" | "no_answer" | "unknown";

export interface Devices {
  reader: ReaderState;
  printer: PrinterState;
}

export interface Shift {
  id: string;
  cashier: string;
  business_date: string;
}

export interface Snapshot {
  version: string;
  server_time: string;
  site: Named;
  till: Named & { has_keyboard_reader: boolean };
  shift: Shift | null;
  meal_period: MealPeriod | null;
  menu: Menu | null;
  card: Card | null;
  devices: Devices;
  holds: Hold[];
}

/** A ticket that some till of the site put aside. */
export interface Hold {
  id: string;
  till: string;
  cashier: string;
  note: string;
  member: { code: string; name: string } | null;
  held_at: string;
  reserved_until: string;
  /** Its portions are still kept for it. */
  is_reserved: boolean;
  state: "held" | "resumed" | "sold" | "cancelled" | "held_again";
  resumed_till: string | null;
  resumed_by: string | null;
  total_fen: number;
  lines: { menu_item_id: number; dish_code: string; name: Text; quantity: number; total_fen: number }[];
}

/** What differs from when a ticket was held; `now_fen` is null where it cannot be had any more. */
export interface HoldChange {
  menu_item_id: number;
  name: Text;
  quantity: number;
  held_fen: number;
  now_fen: number | null;
}

export interface Resumed {
  hold: Hold;
  changes: HoldChange[];
}

export interface Reduction {
  rule: string;
  kind: "discount" | "subsidy";
  payer: string;
  name: Text;
  reason: Text;
  /** Whether it was worked out for a line alone, or for the bill as a whole. */
  scope: "line" | "bill";
  amount_fen: number;
}

export interface QuoteLine {
  menu_item_id: number;
  quantity: number;
  unit_price_fen: number;
  list_fen: number;
  total_fen: number;
  reductions: Reduction[];
  declined: { rule: string; reason: Text }[];
}

export interface Quote {
  tier: Named | null;
  list_total_fen: number;
  discount_total_fen: number;
  subsidy_total_fen: number;
  total_fen: number;
  reductions: (Reduction & { payer_name: Text | null })[];
  /** Why a rule that one might expect on this bill did not apply; the name of the rule, where it has one. */
  declined: { rule: string; name: Text | null; reason: Text }[];
  /** What may not be sold to this diner now, and by which rule. */
  barred: Barred[];
  lines: QuoteLine[];
}

export interface Barred {
  rule: string;
  name: Text;
  reason: Text;
  menu_item_ids: number[];
}

export interface WantedLine {
  menu_item_id: number;
  quantity: number;
}

export interface QuoteRequest {
  till: string;
  seq: number;
  presentation: string | null;
  lines: WantedLine[];
  /** The held ticket with which the till goes on. */
  hold: string | null;
}

/** What the member's wallet holds now, and would hold after paying the quoted total or lacks for it. */
export interface WalletOutlook {
  balance_fen: number | null;
  balance_after_fen: number | null;
  shortfall_fen: number;
  /** What the wallet can pay of the total; the rest of it is the shortfall, in cash `cash_fen`. */
  part_fen: number;
  cash_fen: number;
}

export interface QuoteAnswer {
  seq: number;
  presentation: string | null;
  quote: Quote;
  /** What cash would be taken for all of it: rounded, where the site rounds cash. */
  cash_fen: number;
  /** Null for a guest. */
  wallet: WalletOutlook | null;
}

/** One way to pay; a wallet without an amount pays as much of the total as it holds. */
export type Tender =
  | { kind: "wallet"; amount_fen?: number }
  | { kind: "cash"; received_fen: number }
  | { kind: "external"; payment: string }
  | { kind: "voucher"; voucher: string };

export type Means = "wechat" | "alipay" | "bank";

/** A payment that somebody else takes for us; every till of the site sees it while it needs a person. */
export interface ExternalPayment {
  id: string;
  order: string;
  till: string;
  means: Means;
  provider: "manual" | "terminal";
  amount_fen: number;
  state: "pending" | "unknown" | "confirmed" | "used" | "late" | "returned" | "refused" | "cancelled";
  reference: string | null;
  by: string;
  at: string;
}

export interface OpenPayments {
  payments: ExternalPayment[];
  providers: ("manual" | "terminal")[];
}

/** What the tenders that were chosen pay of a tray, and what would be left for cash. */
export interface Plan {
  payments: { kind: TenderKind; amount_fen: number; means: Means | null; voucher: string | null; lost_fen: number }[];
  left_fen: number;
  cash_fen: number;
}

export type TenderKind = "wallet" | "cash" | "external" | "voucher";

export interface PaidTender {
  kind: TenderKind;
  amount_fen: number;
  received_fen: number | null;
  change_fen: number | null;
  means: Means | null;
  voucher: string | null;
}

export interface OrderRequest {
  id: string;
  till: string;
  presentation: string | null;
  lines: WantedLine[];
  total_fen: number;
  tenders: Tender[];
  hold: string | null;
}

export interface Order {
  id: string;
  number: string;
  at: string;
  total_fen: number;
  list_total_fen: number;
  tenders: PaidTender[];
  member_name: string | null;
  balance_after_fen: number | null;
  card_tail: string | null;
  replayed: boolean;
  lines: { name: Text; quantity: number; total_fen: number }[];
}
