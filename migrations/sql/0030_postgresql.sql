-- What the books refuse of tenders, PostgreSQL. The same claims as in SQLite.

-- A payment of outside is written down before it is asked for, so it is born pending.
CREATE FUNCTION canteen_payment_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'pending' THEN
    PERFORM canteen_refuse('payments_only_move_on');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER external_payments_open BEFORE INSERT ON external_payments
  FOR EACH ROW EXECUTE FUNCTION canteen_payment_open();

CREATE FUNCTION canteen_payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO external_payment_events (payment_id, number, state, actor, at, reason)
  SELECT NEW.id, coalesce(max(number), 0) + 1, NEW.state, NEW.actor, NEW.at, NEW.reason
    FROM external_payment_events WHERE payment_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER external_payments_begin AFTER INSERT ON external_payments
  FOR EACH ROW EXECUTE FUNCTION canteen_payment_step();

CREATE TRIGGER external_payments_step AFTER UPDATE ON external_payments
  FOR EACH ROW EXECUTE FUNCTION canteen_payment_step();

-- It moves on only; what is decided is not decided again, and money without an order is in the ledger.
CREATE FUNCTION canteen_payment_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.order_id, NEW.till_code, NEW.site_code, NEW.means, NEW.provider, NEW.amount_fen, NEW.created_at)
     <> (OLD.id, OLD.order_id, OLD.till_code, OLD.site_code, OLD.means, OLD.provider, OLD.amount_fen, OLD.created_at)
     OR (OLD.reference IS NOT NULL
         AND (NEW.reference, NEW.reference_date) IS DISTINCT FROM (OLD.reference, OLD.reference_date))
  THEN
    PERFORM canteen_refuse('payments_keep_their_words');
  END IF;
  IF (OLD.state, NEW.state) NOT IN
     (('pending', 'unknown'), ('pending', 'confirmed'), ('pending', 'refused'), ('pending', 'cancelled'),
      ('unknown', 'confirmed'), ('unknown', 'refused'), ('unknown', 'cancelled'), ('cancelled', 'late'),
      ('refused', 'late'), ('confirmed', 'used'), ('confirmed', 'late'), ('late', 'returned'))
  THEN
    PERFORM canteen_refuse('payments_only_move_on');
  END IF;
  IF (NEW.state IN ('late', 'returned')
      AND NOT EXISTS (SELECT 1 FROM entries
                       WHERE id = NEW.id || ':late' AND kind = 'late_payment' AND amount_fen = NEW.amount_fen))
     OR (NEW.state = 'returned'
         AND NOT EXISTS (SELECT 1 FROM entries
                          WHERE id = NEW.id || ':returned' AND kind = 'returned_payment'
                            AND amount_fen = NEW.amount_fen))
  THEN
    PERFORM canteen_refuse('late_money_is_posted');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER external_payments_move BEFORE UPDATE ON external_payments
  FOR EACH ROW EXECUTE FUNCTION canteen_payment_move();

-- Each step is what the payment is at that moment, and the next after the last one.
CREATE FUNCTION canteen_payment_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM external_payment_events
                     WHERE payment_id = NEW.payment_id)
     OR NOT EXISTS (SELECT 1 FROM external_payments
                     WHERE id = NEW.payment_id AND state = NEW.state AND actor = NEW.actor AND at = NEW.at)
     OR EXISTS (SELECT 1 FROM external_payment_events
                 WHERE payment_id = NEW.payment_id AND number = NEW.number - 1 AND state = NEW.state)
  THEN
    PERFORM canteen_refuse('payment_events_follow_their_payment');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER external_payment_events_open BEFORE INSERT ON external_payment_events
  FOR EACH ROW EXECUTE FUNCTION canteen_payment_event();

-- A series comes last and seals: so many vouchers as it says, for at least one site, on its payer's account.
CREATE FUNCTION canteen_voucher_series_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM vouchers WHERE series_id = NEW.id) <> NEW.quantity
     OR NOT EXISTS (SELECT 1 FROM voucher_sites WHERE series_id = NEW.id)
     OR NOT EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account_id AND code = 'voucher:' || NEW.payer)
  THEN
    PERFORM canteen_refuse('voucher_series_are_whole');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_series_seal BEFORE INSERT ON voucher_series
  FOR EACH ROW EXECUTE FUNCTION canteen_voucher_series_seal();

CREATE FUNCTION canteen_voucher_part_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM voucher_series WHERE id = NEW.series_id) THEN
    PERFORM canteen_refuse('voucher_series_are_sealed');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_sites_open BEFORE INSERT ON voucher_sites
  FOR EACH ROW EXECUTE FUNCTION canteen_voucher_part_open();

CREATE TRIGGER vouchers_open BEFORE INSERT ON vouchers FOR EACH ROW EXECUTE FUNCTION canteen_voucher_part_open();

-- Used once, until it is given back; the steps are numbered, so that of two at once one is refused.
CREATE FUNCTION canteen_voucher_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM voucher_events WHERE voucher_code = NEW.voucher_code)
     OR (NEW.kind = 'given_back')
        <> coalesce((SELECT kind = 'used' FROM voucher_events
                      WHERE voucher_code = NEW.voucher_code AND number = NEW.number - 1), false)
     OR EXISTS (SELECT 1 FROM voucher_events WHERE voucher_code = NEW.voucher_code AND kind = 'cancelled')
  THEN
    PERFORM canteen_refuse('vouchers_are_used_once');
  END IF;
  IF NEW.kind = 'used' AND EXISTS (SELECT 1 FROM orders WHERE id = NEW.reference) THEN
    PERFORM canteen_refuse('orders_are_sealed');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_events_open BEFORE INSERT ON voucher_events
  FOR EACH ROW EXECUTE FUNCTION canteen_voucher_event();

-- The order comes last. What it is made of must add up, line by line, tender by tender, account by account.
-- FOR SHARE: the shift cannot close between this look and the commit, and sales do not wait for one another.
CREATE FUNCTION canteen_order_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM shifts
    WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
      AND business_date = NEW.business_date
    FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  IF NOT coalesce((SELECT sum(list_fen) = NEW.list_total_fen AND sum(total_fen) = NEW.total_fen
                     FROM order_lines WHERE order_id = NEW.id), false) THEN
    PERFORM canteen_refuse('lines_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM order_lines l
              WHERE l.order_id = NEW.id
                AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions r
                                                  WHERE r.order_id = NEW.id AND r.line_number = l.number))
     OR (NEW.discount_total_fen, NEW.subsidy_total_fen)
        <> (SELECT coalesce(sum(amount_fen) FILTER (WHERE kind = 'discount'), 0),
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'subsidy'), 0)
              FROM order_reductions WHERE order_id = NEW.id)
  THEN
    PERFORM canteen_refuse('reductions_add_up');
  END IF;
  IF NEW.total_fen <> NEW.cash_rounding_fen
                      + (SELECT coalesce(sum(amount_fen), 0) FROM order_tenders WHERE order_id = NEW.id) THEN
    PERFORM canteen_refuse('tenders_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM order_tenders t
              WHERE t.order_id = NEW.id AND t.kind = 'wallet'
                AND NOT EXISTS (SELECT 1 FROM cards c JOIN members m ON m.id = c.member_id
                                 WHERE c.serial = NEW.card_serial AND c.counter = NEW.card_counter
                                   AND c.state = 'active' AND m.id = NEW.member_id
                                   AND m.wallet_account_id = t.account_id))
  THEN
    PERFORM canteen_refuse('wallets_pay_by_their_own_card');
  END IF;
  IF EXISTS (SELECT 1 FROM order_tenders t
              WHERE t.order_id = NEW.id AND t.kind = 'cash'
                AND NOT EXISTS (SELECT 1 FROM tills
                                 WHERE code = NEW.till_code AND drawer_account_id = t.account_id))
  THEN
    PERFORM canteen_refuse('cash_goes_into_the_tills_drawer');
  END IF;
  IF NEW.cash_rounding_fen <> 0
     AND NOT EXISTS (SELECT 1 FROM order_tenders t
                       JOIN tills ON tills.code = NEW.till_code
                       JOIN sites s ON s.code = tills.site_code
                      WHERE t.order_id = NEW.id AND t.kind = 'cash' AND t.amount_fen = t.amount_fen / 10 * 10
                        AND ((s.cash_rounding = 'jiao_down' AND NEW.cash_rounding_fen BETWEEN 1 AND 9)
                          OR (s.cash_rounding = 'jiao_half_up' AND NEW.cash_rounding_fen BETWEEN -5 AND 4)))
  THEN
    PERFORM canteen_refuse('only_cash_is_rounded');
  END IF;
  IF EXISTS (SELECT 1 FROM order_tenders t
              WHERE t.order_id = NEW.id AND t.kind = 'external'
                AND NOT EXISTS (SELECT 1 FROM external_payments p
                                  JOIN accounts a ON a.code = 'external:' || p.means
                                  JOIN tills ON tills.code = NEW.till_code AND tills.site_code = p.site_code
                                 WHERE p.id = t.payment_id AND p.order_id = NEW.id AND p.state = 'used'
                                   AND p.amount_fen = t.amount_fen AND a.id = t.account_id))
  THEN
    PERFORM canteen_refuse('payments_pay_their_own_order');
  END IF;
  IF (SELECT count(*) FROM order_tenders WHERE order_id = NEW.id AND kind = 'voucher')
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
                                      AND NEW.business_date BETWEEN s.valid_from AND s.valid_until))
  THEN
    PERFORM canteen_refuse('vouchers_pay_as_they_say');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM entries
                  WHERE id = NEW.id AND kind = 'sale'
                    AND amount_fen = NEW.list_total_fen + greatest(-NEW.cash_rounding_fen, 0)
                    AND business_date = NEW.business_date)
     OR EXISTS (SELECT 1 FROM order_tenders t
                 WHERE t.order_id = NEW.id
                 GROUP BY t.account_id
                HAVING sum(t.amount_fen) <> (SELECT coalesce(sum(p.amount_fen), 0) FROM postings p
                                              WHERE p.entry_id = NEW.id AND p.debit_account_id = t.account_id))
     OR (NEW.discount_total_fen, NEW.subsidy_total_fen, NEW.cash_rounding_fen, 0)
        <> (SELECT coalesce(sum(p.amount_fen) FILTER (WHERE d.kind = 'discount'), 0),
                   coalesce(sum(p.amount_fen) FILTER (WHERE d.kind = 'receivable'), 0),
                   coalesce(sum(p.amount_fen) FILTER (WHERE d.code = 'rounding:' || tills.site_code), 0)
                   - coalesce(sum(p.amount_fen) FILTER (WHERE c.code = 'rounding:' || tills.site_code), 0),
                   count(*) FILTER (WHERE c.kind NOT IN ('revenue', 'rounding'))
              FROM tills
              LEFT JOIN (postings p
                         JOIN accounts d ON d.id = p.debit_account_id
                         JOIN accounts c ON c.id = p.credit_account_id) ON p.entry_id = NEW.id
             WHERE tills.code = NEW.till_code
             GROUP BY tills.code)
  THEN
    PERFORM canteen_refuse('sale_postings_add_up');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM print_jobs WHERE key = NEW.receipt_job AND order_id = NEW.id) THEN
    PERFORM canteen_refuse('receipt_job_is_its_own');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER orders_seal BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION canteen_order_seal();

CREATE TRIGGER external_payment_events_change BEFORE UPDATE ON external_payment_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('payment_events_are_append_only');

CREATE TRIGGER external_payment_events_stay BEFORE DELETE ON external_payment_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('payment_events_are_append_only');

CREATE TRIGGER external_payment_events_truncate BEFORE TRUNCATE ON external_payment_events
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('payment_events_are_append_only');

CREATE TRIGGER voucher_series_change BEFORE UPDATE ON voucher_series
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER voucher_series_stay BEFORE DELETE ON voucher_series
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER voucher_series_truncate BEFORE TRUNCATE ON voucher_series
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER voucher_sites_change BEFORE UPDATE ON voucher_sites
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER voucher_sites_stay BEFORE DELETE ON voucher_sites
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER voucher_sites_truncate BEFORE TRUNCATE ON voucher_sites
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('voucher_series_are_append_only');

CREATE TRIGGER vouchers_change BEFORE UPDATE ON vouchers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('vouchers_are_append_only');

CREATE TRIGGER vouchers_stay BEFORE DELETE ON vouchers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('vouchers_are_append_only');

CREATE TRIGGER vouchers_truncate BEFORE TRUNCATE ON vouchers
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('vouchers_are_append_only');

CREATE TRIGGER voucher_events_change BEFORE UPDATE ON voucher_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_events_are_append_only');

CREATE TRIGGER voucher_events_stay BEFORE DELETE ON voucher_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('voucher_events_are_append_only');

CREATE TRIGGER voucher_events_truncate BEFORE TRUNCATE ON voucher_events
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('voucher_events_are_append_only');

CREATE TRIGGER external_payments_stay BEFORE DELETE ON external_payments
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('payments_keep_their_words');

CREATE TRIGGER external_payments_truncate BEFORE TRUNCATE ON external_payments
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('payments_keep_their_words');

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
