-- What the books refuse of refunds and of portions that return, PostgreSQL. The same claims as in SQLite.

-- The refund holds its order (FOR UPDATE) before it comes here, so two returns of one sale come one after the other;
-- the row of a counted dish is waited for, as by a sale.
CREATE FUNCTION canteen_portions_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM menu_items WHERE id = NEW.menu_item_id FOR UPDATE;
  IF NEW.quantity + (SELECT coalesce(sum(quantity), 0) FROM portion_returns
                      WHERE menu_item_id = NEW.menu_item_id AND taken_by = NEW.taken_by)
     > (SELECT coalesce(sum(quantity), 0) FROM portion_movements
         WHERE menu_item_id = NEW.menu_item_id AND reference = NEW.taken_by)
  THEN
    PERFORM canteen_refuse('no_more_returns_than_was_taken');
  END IF;
  UPDATE menu_items SET sold_portions = sold_portions - NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND NEW.fate = 'menu';
  RETURN NEW;
END $$;

CREATE TRIGGER portion_returns_open BEFORE INSERT ON portion_returns
  FOR EACH ROW EXECUTE FUNCTION canteen_portions_return();

CREATE FUNCTION canteen_refund_part_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id) THEN
    PERFORM canteen_refuse('refunds_are_sealed');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER refund_lines_open BEFORE INSERT ON refund_lines
  FOR EACH ROW EXECUTE FUNCTION canteen_refund_part_open();

CREATE TRIGGER refund_reductions_open BEFORE INSERT ON refund_reductions
  FOR EACH ROW EXECUTE FUNCTION canteen_refund_part_open();

CREATE TRIGGER refund_tenders_open BEFORE INSERT ON refund_tenders
  FOR EACH ROW EXECUTE FUNCTION canteen_refund_part_open();

-- The refund comes last. It adds up in itself, in the ledger, and with all that was given back of its order before.
-- What another transaction gives back at the same moment is not seen here: it has the same ordinal, and one of the two
-- is refused by uq_refunds_order_id_ordinal.
CREATE FUNCTION canteen_refund_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ordinal <> 1 + (SELECT count(*) FROM refunds WHERE order_id = NEW.order_id)
  THEN
    PERFORM canteen_refuse('refunds_follow_one_another');
  END IF;
  PERFORM 1 FROM shifts
    WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
      AND business_date = NEW.business_date
    FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  IF NEW.kind = 'void'
   AND NOT EXISTS (SELECT 1 FROM orders
                    WHERE id = NEW.order_id AND shift_id = NEW.shift_id AND NEW.ordinal = 1
                      AND list_total_fen = NEW.list_total_fen AND total_fen = NEW.total_fen)
  THEN
    PERFORM canteen_refuse('a_void_is_whole_and_before_the_close');
  END IF;
  IF (SELECT count(*) FROM refund_lines WHERE refund_id = NEW.id) = 0
    OR (SELECT sum(list_fen) FROM refund_lines WHERE refund_id = NEW.id) <> NEW.list_total_fen
    OR (SELECT sum(total_fen) FROM refund_lines WHERE refund_id = NEW.id) <> NEW.total_fen
    OR EXISTS (SELECT 1 FROM refund_lines r
                 JOIN order_lines l ON l.order_id = r.order_id AND l.number = r.line_number
                WHERE r.refund_id = NEW.id AND r.list_fen <> r.quantity * l.unit_price_fen)
  THEN
    PERFORM canteen_refuse('refund_lines_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM refund_lines l
                WHERE l.refund_id = NEW.id
                  AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_reductions r
                                                    WHERE r.refund_id = NEW.id AND r.line_number = l.line_number))
    OR NEW.list_total_fen - NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_reductions
                                               WHERE refund_id = NEW.id)
    OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(r.amount_fen), 0)
                                   FROM refund_reductions r
                                   JOIN order_reductions o ON o.order_id = r.order_id
                                    AND o.line_number = r.line_number AND o.rule_code = r.rule_code
                                  WHERE r.refund_id = NEW.id AND o.kind = 'subsidy')
  THEN
    PERFORM canteen_refuse('refund_reductions_add_up');
  END IF;
  IF NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_tenders WHERE refund_id = NEW.id)
  THEN
    PERFORM canteen_refuse('refund_tenders_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM order_lines l
                WHERE l.order_id = NEW.order_id
                  AND (l.quantity < (SELECT coalesce(sum(quantity), 0) FROM refund_lines
                                      WHERE order_id = l.order_id AND line_number = l.number)
                    OR l.total_fen < (SELECT coalesce(sum(total_fen), 0) FROM refund_lines
                                       WHERE order_id = l.order_id AND line_number = l.number)))
    OR EXISTS (SELECT 1 FROM order_reductions o
                WHERE o.order_id = NEW.order_id
                  AND o.amount_fen < (SELECT coalesce(sum(amount_fen), 0) FROM refund_reductions
                                       WHERE order_id = o.order_id AND line_number = o.line_number
                                         AND rule_code = o.rule_code))
    OR EXISTS (SELECT 1 FROM order_tenders t
                WHERE t.order_id = NEW.order_id
                  AND t.amount_fen < (SELECT coalesce(sum(amount_fen), 0) FROM refund_tenders
                                       WHERE order_id = t.order_id AND tender_number = t.number))
  THEN
    PERFORM canteen_refuse('no_more_is_refunded_than_was_sold');
  END IF;
  IF EXISTS (SELECT 1 FROM refund_tenders r
                 JOIN order_tenders t ON t.order_id = r.order_id AND t.number = r.tender_number
                WHERE r.refund_id = NEW.id
                  AND NOT (
                    (t.kind = 'cash'
                     AND EXISTS (SELECT 1 FROM tills WHERE code = NEW.till_code
                                                       AND drawer_account_id = r.account_id))
                    OR (t.kind <> 'cash' AND t.account_id = r.account_id)
                    OR (t.kind = 'wallet'
                        AND EXISTS (SELECT 1 FROM members m
                                      JOIN member_merges g ON g.member_id = m.id
                                      JOIN members s ON s.id = g.survivor_id
                                     WHERE m.wallet_account_id = t.account_id
                                       AND s.wallet_account_id = r.account_id))))
  THEN
    PERFORM canteen_refuse('refunds_go_back_where_they_came_from');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM entries
                    WHERE id = NEW.id AND kind = NEW.kind AND amount_fen = NEW.list_total_fen
                      AND business_date = NEW.business_date AND chain_code = NEW.till_code)
    OR EXISTS (SELECT 1 FROM (SELECT account_id, sum(amount_fen) AS amount_fen
                                FROM refund_tenders WHERE refund_id = NEW.id GROUP BY account_id) t
                WHERE t.amount_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM postings
                                        WHERE entry_id = NEW.id AND credit_account_id = t.account_id))
    OR NEW.discount_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                    FROM postings p JOIN accounts a ON a.id = p.credit_account_id
                                   WHERE p.entry_id = NEW.id AND a.kind = 'discount')
    OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                   FROM postings p JOIN accounts a ON a.id = p.credit_account_id
                                  WHERE p.entry_id = NEW.id AND a.kind = 'receivable')
    OR EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.debit_account_id
                WHERE p.entry_id = NEW.id AND a.kind <> 'revenue')
  THEN
    PERFORM canteen_refuse('refund_postings_add_up');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER refunds_seal BEFORE INSERT ON refunds FOR EACH ROW EXECUTE FUNCTION canteen_refund_seal();

DO $$
DECLARE
  facts text[][] := ARRAY[
    ['refunds', 'refunds_are_append_only'],
    ['refund_lines', 'refunds_are_append_only'],
    ['refund_reductions', 'refunds_are_append_only'],
    ['refund_tenders', 'refunds_are_append_only'],
    ['portion_returns', 'portion_returns_are_append_only']];
  fact text[];
BEGIN
  FOREACH fact SLICE 1 IN ARRAY facts LOOP
    EXECUTE format('CREATE TRIGGER %1$I BEFORE UPDATE ON %2$I FOR EACH ROW EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_change', fact[1], fact[2]);
    EXECUTE format('CREATE TRIGGER %1$I BEFORE DELETE ON %2$I FOR EACH ROW EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_stay', fact[1], fact[2]);
    EXECUTE format('CREATE TRIGGER %1$I BEFORE TRUNCATE ON %2$I FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_truncate', fact[1], fact[2]);
  END LOOP;
END $$;

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
