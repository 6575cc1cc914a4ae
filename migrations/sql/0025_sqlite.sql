-- What the books refuse of refunds and of portions that return, SQLite. One statement per paragraph, as in 0005.

-- Portions: on sale again, or in the bin; never more than one sale had taken.
CREATE TRIGGER portion_returns_open BEFORE INSERT ON portion_returns BEGIN
  SELECT RAISE(ABORT, 'portion_returns_are_append_only')
   WHERE EXISTS (SELECT 1 FROM portion_returns WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM portion_returns
                  WHERE menu_item_id = NEW.menu_item_id AND reference = NEW.reference AND fate = NEW.fate);
  SELECT RAISE(ABORT, 'no_more_returns_than_was_taken')
   WHERE NEW.quantity + (SELECT coalesce(sum(quantity), 0) FROM portion_returns
                          WHERE menu_item_id = NEW.menu_item_id AND taken_by = NEW.taken_by)
         > (SELECT coalesce(sum(quantity), 0) FROM portion_movements
             WHERE menu_item_id = NEW.menu_item_id AND reference = NEW.taken_by);
  UPDATE menu_items SET sold_portions = sold_portions - NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND NEW.fate = 'menu';
END;

CREATE TRIGGER portion_returns_change BEFORE UPDATE ON portion_returns BEGIN
  SELECT RAISE(ABORT, 'portion_returns_are_append_only');
END;

CREATE TRIGGER portion_returns_stay BEFORE DELETE ON portion_returns BEGIN
  SELECT RAISE(ABORT, 'portion_returns_are_append_only');
END;

CREATE TRIGGER refund_lines_open BEFORE INSERT ON refund_lines BEGIN
  SELECT RAISE(ABORT, 'refunds_are_sealed') WHERE EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id);
END;

CREATE TRIGGER refund_lines_change BEFORE UPDATE ON refund_lines BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refund_lines_stay BEFORE DELETE ON refund_lines BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refund_reductions_open BEFORE INSERT ON refund_reductions BEGIN
  SELECT RAISE(ABORT, 'refunds_are_sealed') WHERE EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id);
END;

CREATE TRIGGER refund_reductions_change BEFORE UPDATE ON refund_reductions BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refund_reductions_stay BEFORE DELETE ON refund_reductions BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refund_tenders_open BEFORE INSERT ON refund_tenders BEGIN
  SELECT RAISE(ABORT, 'refunds_are_sealed') WHERE EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id);
END;

CREATE TRIGGER refund_tenders_change BEFORE UPDATE ON refund_tenders BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refund_tenders_stay BEFORE DELETE ON refund_tenders BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

-- The refund comes last. It adds up in itself, in the ledger, and with all that was given back of its order before.
-- A line of which every portion went back has given all its fen: its list price is bound to the portions, and neither
-- its reductions nor what was paid for it can be more than was sold.
CREATE TRIGGER refunds_seal BEFORE INSERT ON refunds BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only')
   WHERE EXISTS (SELECT 1 FROM refunds
                  WHERE id = NEW.id OR number = NEW.number
                     OR (order_id = NEW.order_id AND ordinal = NEW.ordinal));
  SELECT RAISE(ABORT, 'refunds_follow_one_another')
   WHERE NEW.ordinal <> 1 + (SELECT count(*) FROM refunds WHERE order_id = NEW.order_id);
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts
                      WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
                        AND business_date = NEW.business_date);
  SELECT RAISE(ABORT, 'a_void_is_whole_and_before_the_close')
   WHERE NEW.kind = 'void'
     AND NOT EXISTS (SELECT 1 FROM orders
                      WHERE id = NEW.order_id AND shift_id = NEW.shift_id AND NEW.ordinal = 1
                        AND list_total_fen = NEW.list_total_fen AND total_fen = NEW.total_fen);
  SELECT RAISE(ABORT, 'refund_lines_add_up')
   WHERE (SELECT count(*) FROM refund_lines WHERE refund_id = NEW.id) = 0
      OR (SELECT sum(list_fen) FROM refund_lines WHERE refund_id = NEW.id) <> NEW.list_total_fen
      OR (SELECT sum(total_fen) FROM refund_lines WHERE refund_id = NEW.id) <> NEW.total_fen
      OR EXISTS (SELECT 1 FROM refund_lines r
                   JOIN order_lines l ON l.order_id = r.order_id AND l.number = r.line_number
                  WHERE r.refund_id = NEW.id AND r.list_fen <> r.quantity * l.unit_price_fen);
  SELECT RAISE(ABORT, 'refund_reductions_add_up')
   WHERE EXISTS (SELECT 1 FROM refund_lines l
                  WHERE l.refund_id = NEW.id
                    AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_reductions r
                                                      WHERE r.refund_id = NEW.id AND r.line_number = l.line_number))
      OR NEW.list_total_fen - NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_reductions
                                                 WHERE refund_id = NEW.id)
      OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(r.amount_fen), 0)
                                     FROM refund_reductions r
                                     JOIN order_reductions o ON o.order_id = r.order_id
                                      AND o.line_number = r.line_number AND o.rule_code = r.rule_code
                                    WHERE r.refund_id = NEW.id AND o.kind = 'subsidy');
  SELECT RAISE(ABORT, 'refund_tenders_add_up')
   WHERE NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM refund_tenders WHERE refund_id = NEW.id);
  SELECT RAISE(ABORT, 'no_more_is_refunded_than_was_sold')
   WHERE EXISTS (SELECT 1 FROM order_lines l
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
                                         WHERE order_id = t.order_id AND tender_number = t.number));
  SELECT RAISE(ABORT, 'refunds_go_back_where_they_came_from')
   WHERE EXISTS (SELECT 1 FROM refund_tenders r
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
                                         AND s.wallet_account_id = r.account_id))));
  SELECT RAISE(ABORT, 'refund_postings_add_up')
   WHERE NOT EXISTS (SELECT 1 FROM entries
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
                  WHERE p.entry_id = NEW.id AND a.kind <> 'revenue');
END;

CREATE TRIGGER refunds_change BEFORE UPDATE ON refunds BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;

CREATE TRIGGER refunds_stay BEFORE DELETE ON refunds BEGIN
  SELECT RAISE(ABORT, 'refunds_are_append_only');
END;
