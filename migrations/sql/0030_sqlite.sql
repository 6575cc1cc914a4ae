-- What the books refuse of tenders, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- A payment of outside is written down before it is asked for, so it is born pending.
CREATE TRIGGER external_payments_open BEFORE INSERT ON external_payments BEGIN
  SELECT RAISE(ABORT, 'payments_keep_their_words')
   WHERE EXISTS (SELECT 1 FROM external_payments
                  WHERE id = NEW.id
                     OR (means = NEW.means AND reference_date = NEW.reference_date AND reference = NEW.reference));
  SELECT RAISE(ABORT, 'payments_only_move_on') WHERE NEW.state <> 'pending';
END;

CREATE TRIGGER external_payments_begin AFTER INSERT ON external_payments BEGIN
  INSERT INTO external_payment_events (payment_id, number, state, actor, at, reason)
  VALUES (NEW.id, 1, NEW.state, NEW.actor, NEW.at, NEW.reason);
END;

-- It moves on only; what is decided is not decided again, and money without an order is in the ledger.
CREATE TRIGGER external_payments_move BEFORE UPDATE ON external_payments BEGIN
  SELECT RAISE(ABORT, 'payments_keep_their_words')
   WHERE NEW.id <> OLD.id OR NEW.order_id <> OLD.order_id OR NEW.till_code <> OLD.till_code
      OR NEW.site_code <> OLD.site_code OR NEW.means <> OLD.means OR NEW.provider <> OLD.provider
      OR NEW.amount_fen <> OLD.amount_fen OR NEW.created_at <> OLD.created_at
      OR (OLD.reference IS NOT NULL
          AND (NEW.reference IS NOT OLD.reference OR NEW.reference_date IS NOT OLD.reference_date));
  SELECT RAISE(ABORT, 'payments_only_move_on')
   WHERE (OLD.state, NEW.state) NOT IN
         (VALUES ('pending', 'unknown'), ('pending', 'confirmed'), ('pending', 'refused'), ('pending', 'cancelled'),
                 ('unknown', 'confirmed'), ('unknown', 'refused'), ('unknown', 'cancelled'), ('cancelled', 'late'),
                 ('refused', 'late'), ('confirmed', 'used'), ('confirmed', 'late'), ('late', 'returned'));
  SELECT RAISE(ABORT, 'late_money_is_posted')
   WHERE (NEW.state IN ('late', 'returned')
          AND NOT EXISTS (SELECT 1 FROM entries
                           WHERE id = NEW.id || ':late' AND kind = 'late_payment' AND amount_fen = NEW.amount_fen))
      OR (NEW.state = 'returned'
          AND NOT EXISTS (SELECT 1 FROM entries
                           WHERE id = NEW.id || ':returned' AND kind = 'returned_payment'
                             AND amount_fen = NEW.amount_fen));
END;

CREATE TRIGGER external_payments_step AFTER UPDATE ON external_payments BEGIN
  INSERT INTO external_payment_events (payment_id, number, state, actor, at, reason)
  SELECT NEW.id, max(number) + 1, NEW.state, NEW.actor, NEW.at, NEW.reason
    FROM external_payment_events WHERE payment_id = NEW.id;
END;

CREATE TRIGGER external_payments_stay BEFORE DELETE ON external_payments BEGIN
  SELECT RAISE(ABORT, 'payments_keep_their_words');
END;

-- Each step is what the payment is at that moment, and the next after the last one.
CREATE TRIGGER external_payment_events_open BEFORE INSERT ON external_payment_events BEGIN
  SELECT RAISE(ABORT, 'payment_events_follow_their_payment')
   WHERE NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM external_payment_events
                         WHERE payment_id = NEW.payment_id)
      OR NOT EXISTS (SELECT 1 FROM external_payments
                      WHERE id = NEW.payment_id AND state = NEW.state AND actor = NEW.actor AND at = NEW.at)
      OR EXISTS (SELECT 1 FROM external_payment_events
                  WHERE payment_id = NEW.payment_id AND number = NEW.number - 1 AND state = NEW.state);
END;

CREATE TRIGGER external_payment_events_change BEFORE UPDATE ON external_payment_events BEGIN
  SELECT RAISE(ABORT, 'payment_events_are_append_only');
END;

CREATE TRIGGER external_payment_events_stay BEFORE DELETE ON external_payment_events BEGIN
  SELECT RAISE(ABORT, 'payment_events_are_append_only');
END;

-- A series comes last and seals: so many vouchers as it says, for at least one site, on its payer's account.
CREATE TRIGGER voucher_series_seal BEFORE INSERT ON voucher_series BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_append_only')
   WHERE EXISTS (SELECT 1 FROM voucher_series WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'voucher_series_are_whole')
   WHERE (SELECT count(*) FROM vouchers WHERE series_id = NEW.id) <> NEW.quantity
      OR NOT EXISTS (SELECT 1 FROM voucher_sites WHERE series_id = NEW.id)
      OR NOT EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account_id AND code = 'voucher:' || NEW.payer);
END;

CREATE TRIGGER voucher_series_change BEFORE UPDATE ON voucher_series BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_append_only');
END;

CREATE TRIGGER voucher_series_stay BEFORE DELETE ON voucher_series BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_append_only');
END;

CREATE TRIGGER voucher_sites_open BEFORE INSERT ON voucher_sites BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_sealed') WHERE EXISTS (SELECT 1 FROM voucher_series WHERE id = NEW.series_id);
END;

CREATE TRIGGER voucher_sites_change BEFORE UPDATE ON voucher_sites BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_append_only');
END;

CREATE TRIGGER voucher_sites_stay BEFORE DELETE ON voucher_sites BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_append_only');
END;

CREATE TRIGGER vouchers_open BEFORE INSERT ON vouchers BEGIN
  SELECT RAISE(ABORT, 'voucher_series_are_sealed') WHERE EXISTS (SELECT 1 FROM voucher_series WHERE id = NEW.series_id);
  SELECT RAISE(ABORT, 'vouchers_are_append_only')
   WHERE EXISTS (SELECT 1 FROM vouchers
                  WHERE code = NEW.code OR (series_id = NEW.series_id AND number = NEW.number));
END;

CREATE TRIGGER vouchers_change BEFORE UPDATE ON vouchers BEGIN
  SELECT RAISE(ABORT, 'vouchers_are_append_only');
END;

CREATE TRIGGER vouchers_stay BEFORE DELETE ON vouchers BEGIN
  SELECT RAISE(ABORT, 'vouchers_are_append_only');
END;

-- Used once, until it is given back; the steps are numbered, so that of two at once one is refused.
CREATE TRIGGER voucher_events_open BEFORE INSERT ON voucher_events BEGIN
  SELECT RAISE(ABORT, 'vouchers_are_used_once')
   WHERE NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM voucher_events
                         WHERE voucher_code = NEW.voucher_code)
      OR (NEW.kind = 'given_back') <> coalesce((SELECT kind = 'used' FROM voucher_events
                                                 WHERE voucher_code = NEW.voucher_code AND number = NEW.number - 1), 0)
      OR EXISTS (SELECT 1 FROM voucher_events WHERE voucher_code = NEW.voucher_code AND kind = 'cancelled');
  SELECT RAISE(ABORT, 'orders_are_sealed')
   WHERE NEW.kind = 'used' AND EXISTS (SELECT 1 FROM orders WHERE id = NEW.reference);
END;

CREATE TRIGGER voucher_events_change BEFORE UPDATE ON voucher_events BEGIN
  SELECT RAISE(ABORT, 'voucher_events_are_append_only');
END;

CREATE TRIGGER voucher_events_stay BEFORE DELETE ON voucher_events BEGIN
  SELECT RAISE(ABORT, 'voucher_events_are_append_only');
END;

-- The order comes last. What it is made of must add up, line by line, tender by tender, account by account.
CREATE TRIGGER orders_seal BEFORE INSERT ON orders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only')
   WHERE EXISTS (SELECT 1 FROM orders
                  WHERE id = NEW.id OR number = NEW.number
                     OR (card_serial = NEW.card_serial AND card_counter = NEW.card_counter));
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts
                      WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
                        AND business_date = NEW.business_date);
  SELECT RAISE(ABORT, 'lines_add_up')
   WHERE (SELECT count(*) FROM order_lines WHERE order_id = NEW.id) = 0
      OR (SELECT sum(list_fen) FROM order_lines WHERE order_id = NEW.id) <> NEW.list_total_fen
      OR (SELECT sum(total_fen) FROM order_lines WHERE order_id = NEW.id) <> NEW.total_fen;
  SELECT RAISE(ABORT, 'reductions_add_up')
   WHERE EXISTS (SELECT 1 FROM order_lines l
                  WHERE l.order_id = NEW.id
                    AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions r
                                                      WHERE r.order_id = NEW.id AND r.line_number = l.number))
      OR NEW.discount_total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions
                                     WHERE order_id = NEW.id AND kind = 'discount')
      OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions
                                    WHERE order_id = NEW.id AND kind = 'subsidy');
  SELECT RAISE(ABORT, 'tenders_add_up')
   WHERE NEW.total_fen <> NEW.cash_rounding_fen
                        + (SELECT coalesce(sum(amount_fen), 0) FROM order_tenders WHERE order_id = NEW.id);
  SELECT RAISE(ABORT, 'wallets_pay_by_their_own_card')
   WHERE EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'wallet'
                    AND NOT EXISTS (SELECT 1 FROM cards c JOIN members m ON m.id = c.member_id
                                     WHERE c.serial = NEW.card_serial AND c.counter = NEW.card_counter
                                       AND c.state = 'active' AND m.id = NEW.member_id
                                       AND m.wallet_account_id = t.account_id));
  SELECT RAISE(ABORT, 'cash_goes_into_the_tills_drawer')
   WHERE EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'cash'
                    AND NOT EXISTS (SELECT 1 FROM tills
                                     WHERE code = NEW.till_code AND drawer_account_id = t.account_id));
  SELECT RAISE(ABORT, 'only_cash_is_rounded')
   WHERE NEW.cash_rounding_fen <> 0
     AND NOT EXISTS (SELECT 1 FROM order_tenders t
                       JOIN tills ON tills.code = NEW.till_code
                       JOIN sites s ON s.code = tills.site_code
                      WHERE t.order_id = NEW.id AND t.kind = 'cash' AND t.amount_fen = t.amount_fen / 10 * 10
                        AND ((s.cash_rounding = 'jiao_down' AND NEW.cash_rounding_fen BETWEEN 1 AND 9)
                          OR (s.cash_rounding = 'jiao_half_up' AND NEW.cash_rounding_fen BETWEEN -5 AND 4)));
  SELECT RAISE(ABORT, 'payments_pay_their_own_order')
   WHERE EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'external'
                    AND NOT EXISTS (SELECT 1 FROM external_payments p
                                      JOIN accounts a ON a.code = 'external:' || p.means
                                      JOIN tills ON tills.code = NEW.till_code AND tills.site_code = p.site_code
                                     WHERE p.id = t.payment_id AND p.order_id = NEW.id AND p.state = 'used'
                                       AND p.amount_fen = t.amount_fen AND a.id = t.account_id));
  SELECT RAISE(ABORT, 'vouchers_pay_as_they_say')
   WHERE (SELECT count(*) FROM order_tenders WHERE order_id = NEW.id AND kind = 'voucher')
         <> (SELECT count(*) FROM voucher_events WHERE reference = NEW.id AND kind = 'used')
      OR EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'voucher'
                    AND NOT EXISTS (SELECT 1 FROM vouchers v
                                      JOIN voucher_series s ON s.id = v.series_id
                                      JOIN tills ON tills.code = NEW.till_code
                                      JOIN voucher_sites w ON w.series_id = s.id AND w.site_code = tills.site_code
                                      JOIN voucher_events e ON e.voucher_code = v.code
                                     WHERE v.code = t.voucher_code AND s.account_id = t.account_id
                                       AND e.kind = 'used' AND e.reference = NEW.id
                                       AND (t.amount_fen = s.face_fen
                                            OR (t.amount_fen < s.face_fen AND s.remainder = 'lost'))
                                       AND NEW.business_date BETWEEN s.valid_from AND s.valid_until));
  SELECT RAISE(ABORT, 'sale_postings_add_up')
   WHERE NOT EXISTS (SELECT 1 FROM entries
                      WHERE id = NEW.id AND kind = 'sale'
                        AND amount_fen = NEW.list_total_fen + max(-NEW.cash_rounding_fen, 0)
                        AND business_date = NEW.business_date)
      OR EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id
                  GROUP BY t.account_id
                 HAVING sum(t.amount_fen) <> (SELECT coalesce(sum(p.amount_fen), 0) FROM postings p
                                               WHERE p.entry_id = NEW.id AND p.debit_account_id = t.account_id))
      OR NEW.discount_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                      FROM postings p JOIN accounts a ON a.id = p.debit_account_id
                                     WHERE p.entry_id = NEW.id AND a.kind = 'discount')
      OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                     FROM postings p JOIN accounts a ON a.id = p.debit_account_id
                                    WHERE p.entry_id = NEW.id AND a.kind = 'receivable')
      OR NEW.cash_rounding_fen <> (SELECT coalesce(sum(CASE d.code WHEN r.code THEN p.amount_fen
                                                              ELSE -p.amount_fen END), 0)
                                     FROM postings p
                                     JOIN accounts d ON d.id = p.debit_account_id
                                     JOIN accounts c ON c.id = p.credit_account_id
                                     JOIN tills ON tills.code = NEW.till_code
                                     JOIN accounts r ON r.code = 'rounding:' || tills.site_code
                                    WHERE p.entry_id = NEW.id AND r.code IN (d.code, c.code))
      OR EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.credit_account_id
                  WHERE p.entry_id = NEW.id AND a.kind NOT IN ('revenue', 'rounding'));
  SELECT RAISE(ABORT, 'receipt_job_is_its_own')
   WHERE NOT EXISTS (SELECT 1 FROM print_jobs WHERE key = NEW.receipt_job AND order_id = NEW.id);
END;
