-- What the books refuse of drawers, counts and Z-reports, PostgreSQL. The same claims as in SQLite.

-- A shift is a stretch of its till's chain: whatever is written there belongs to the shift that is open.
-- FOR SHARE, and by its name before `entries_seal`: who writes and who closes both take the shift first, then a place.
CREATE FUNCTION canteen_entry_belong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM tills WHERE code = NEW.chain_code) THEN
    PERFORM 1 FROM shifts
      WHERE till_code = NEW.chain_code AND closed_at IS NULL
        AND business_date = NEW.business_date AND first_sequence <= NEW.sequence
      FOR SHARE;
    IF NOT FOUND THEN
      PERFORM canteen_refuse('shift_is_open');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER entries_belong BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION canteen_entry_belong();

CREATE FUNCTION canteen_shift_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.closed_at IS NOT NULL OR NEW.last_sequence IS NOT NULL
     OR NEW.first_sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM entries WHERE chain_code = NEW.till_code)
  THEN
    PERFORM canteen_refuse('shifts_begin_at_the_end_of_their_chain');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER shifts_begin BEFORE INSERT ON shifts FOR EACH ROW EXECUTE FUNCTION canteen_shift_begin();

-- A shift is closed once, at the head of its chain, and never without its Z-report.
CREATE FUNCTION canteen_shift_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
     OR (NEW.id, NEW.till_code, NEW.cashier, NEW.business_date, NEW.float_fen, NEW.opened_at, NEW.first_sequence)
        <> (OLD.id, OLD.till_code, OLD.cashier, OLD.business_date, OLD.float_fen, OLD.opened_at, OLD.first_sequence)
  THEN
    PERFORM canteen_refuse('shifts_only_close');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM z_reports WHERE shift_id = NEW.id AND head_sequence = NEW.last_sequence)
     OR EXISTS (SELECT 1 FROM entries WHERE chain_code = NEW.till_code AND sequence > NEW.last_sequence)
  THEN
    PERFORM canteen_refuse('shifts_close_with_their_report');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER shifts_change BEFORE UPDATE ON shifts FOR EACH ROW EXECUTE FUNCTION canteen_shift_change();

-- The row comes after its entry and seals it: what it says of the money is what the posting did.
CREATE FUNCTION canteen_cash_act_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM postings WHERE entry_id = NEW.id) <> 1
     OR NOT EXISTS (SELECT 1
                      FROM entries e JOIN postings p ON p.entry_id = e.id
                      JOIN accounts d ON d.id = p.debit_account_id JOIN accounts c ON c.id = p.credit_account_id
                      LEFT JOIN tills t ON t.code = NEW.till_code
                     WHERE e.id = NEW.id AND e.kind = NEW.kind
                       AND (NEW.till_code IS NULL OR (e.chain_code = NEW.till_code AND t.site_code = NEW.site_code))
                       AND ((NEW.kind = 'paid_in' AND d.id = t.drawer_account_id
                             AND c.code = 'petty_cash:' || NEW.site_code)
                         OR (NEW.kind = 'paid_out' AND c.id = t.drawer_account_id
                             AND d.code = 'petty_cash:' || NEW.site_code)
                         OR (NEW.kind = 'drop' AND c.id = t.drawer_account_id
                             AND d.code = 'safe:' || NEW.site_code)
                         OR (NEW.kind = 'banking' AND NEW.reason = 'deposit'
                             AND c.code = 'safe:' || NEW.site_code AND d.code = 'bank:' || NEW.site_code)
                         OR (NEW.kind = 'banking' AND NEW.reason = 'withdrawal'
                             AND d.code = 'safe:' || NEW.site_code AND c.code = 'bank:' || NEW.site_code)))
  THEN
    PERFORM canteen_refuse('cash_acts_are_posted');
  END IF;
  IF NEW.shift_id IS NOT NULL THEN
    PERFORM 1 FROM shifts WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
      PERFORM canteen_refuse('shift_is_open');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cash_acts_seal BEFORE INSERT ON cash_acts FOR EACH ROW EXECUTE FUNCTION canteen_cash_act_seal();

CREATE FUNCTION canteen_drawer_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM shifts WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER drawer_openings_open BEFORE INSERT ON drawer_openings
  FOR EACH ROW EXECUTE FUNCTION canteen_drawer_opening();

-- A count is written once, at the head of the chain, beside what the books say then; a recount is a further row.
CREATE FUNCTION canteen_shift_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 + (SELECT count(*) FROM shift_counts WHERE shift_id = NEW.shift_id) THEN
    PERFORM canteen_refuse('counts_are_numbered');
  END IF;
  PERFORM 1 FROM shifts WHERE id = NEW.shift_id AND closed_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  IF NOT EXISTS (SELECT 1
                   FROM shifts s JOIN tills t ON t.code = s.till_code
                   JOIN account_balances b ON b.account_id = t.drawer_account_id
                  WHERE s.id = NEW.shift_id AND b.balance_fen = NEW.expected_fen
                    AND NEW.sequence = (SELECT max(sequence) FROM entries WHERE chain_code = s.till_code))
  THEN
    PERFORM canteen_refuse('counts_stand_beside_the_books');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER shift_counts_open BEFORE INSERT ON shift_counts FOR EACH ROW EXECUTE FUNCTION canteen_shift_count();

-- Numbered per till without gaps, each bound to the one before it and to the head of the till's chain.
CREATE FUNCTION canteen_z_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 + (SELECT count(*) FROM z_reports WHERE till_code = NEW.till_code)
     OR NEW.previous_hash <> coalesce((SELECT hash FROM z_reports
                                        WHERE till_code = NEW.till_code AND number = NEW.number - 1), '')
  THEN
    PERFORM canteen_refuse('z_numbers_have_no_gaps');
  END IF;
  PERFORM 1 FROM shifts WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM entries
                  WHERE chain_code = NEW.till_code AND sequence = NEW.head_sequence AND hash = NEW.head_hash
                    AND kind = 'hand_over')
     OR EXISTS (SELECT 1 FROM entries WHERE chain_code = NEW.till_code AND sequence > NEW.head_sequence)
  THEN
    PERFORM canteen_refuse('z_reports_end_at_the_hand_over');
  END IF;
  IF NEW.count_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM shift_counts c
                      WHERE c.id = NEW.count_id AND c.shift_id = NEW.shift_id
                        AND c.number = (SELECT max(number) FROM shift_counts WHERE shift_id = NEW.shift_id))
  THEN
    PERFORM canteen_refuse('what_was_counted_is_the_last_count');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER z_reports_freeze BEFORE INSERT ON z_reports FOR EACH ROW EXECUTE FUNCTION canteen_z_freeze();

DO $$
DECLARE
  facts text[][] := ARRAY[
    ['cash_acts', 'cash_acts_are_append_only'],
    ['drawer_openings', 'drawer_openings_are_append_only'],
    ['shift_counts', 'counts_are_append_only'],
    ['z_reports', 'z_reports_are_append_only']];
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
