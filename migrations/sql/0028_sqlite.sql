-- What the books refuse of drawers, counts and Z-reports, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- A shift is a stretch of its till's chain: whatever is written there belongs to the shift that is open.
CREATE TRIGGER entries_belong BEFORE INSERT ON entries BEGIN
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE EXISTS (SELECT 1 FROM tills WHERE code = NEW.chain_code)
     AND NOT EXISTS (SELECT 1 FROM shifts
                      WHERE till_code = NEW.chain_code AND closed_at IS NULL
                        AND business_date = NEW.business_date AND first_sequence <= NEW.sequence);
END;

-- What stands in the way of a row is the business of `shifts_open`, which SQLite asks later.
CREATE TRIGGER shifts_begin BEFORE INSERT ON shifts
WHEN NOT EXISTS (SELECT 1 FROM shifts
                  WHERE id = NEW.id OR (till_code = NEW.till_code AND closed_at IS NULL AND NEW.closed_at IS NULL))
BEGIN
  SELECT RAISE(ABORT, 'shifts_begin_at_the_end_of_their_chain')
   WHERE NEW.closed_at IS NOT NULL OR NEW.last_sequence IS NOT NULL
      OR NEW.first_sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM entries WHERE chain_code = NEW.till_code);
END;

-- A shift is closed once, at the head of its chain, and never without its Z-report.
CREATE TRIGGER shifts_change BEFORE UPDATE ON shifts BEGIN
  SELECT RAISE(ABORT, 'shifts_only_close')
   WHERE OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
      OR NEW.id <> OLD.id OR NEW.till_code <> OLD.till_code
      OR NEW.cashier <> OLD.cashier OR NEW.business_date <> OLD.business_date
      OR NEW.float_fen <> OLD.float_fen OR NEW.opened_at <> OLD.opened_at
      OR NEW.first_sequence <> OLD.first_sequence;
  SELECT RAISE(ABORT, 'shifts_close_with_their_report')
   WHERE NOT EXISTS (SELECT 1 FROM z_reports WHERE shift_id = NEW.id AND head_sequence = NEW.last_sequence)
      OR EXISTS (SELECT 1 FROM entries WHERE chain_code = NEW.till_code AND sequence > NEW.last_sequence);
END;

-- The row comes after its entry and seals it: what it says of the money is what the posting did.
CREATE TRIGGER cash_acts_seal BEFORE INSERT ON cash_acts BEGIN
  SELECT RAISE(ABORT, 'cash_acts_are_append_only') WHERE EXISTS (SELECT 1 FROM cash_acts WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'cash_acts_are_posted')
   WHERE (SELECT count(*) FROM postings WHERE entry_id = NEW.id) <> 1
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
                              AND d.code = 'safe:' || NEW.site_code AND c.code = 'bank:' || NEW.site_code)));
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NEW.shift_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM shifts WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL);
END;

CREATE TRIGGER cash_acts_change BEFORE UPDATE ON cash_acts BEGIN
  SELECT RAISE(ABORT, 'cash_acts_are_append_only');
END;

CREATE TRIGGER cash_acts_stay BEFORE DELETE ON cash_acts BEGIN
  SELECT RAISE(ABORT, 'cash_acts_are_append_only');
END;

CREATE TRIGGER drawer_openings_open BEFORE INSERT ON drawer_openings BEGIN
  SELECT RAISE(ABORT, 'drawer_openings_are_append_only')
   WHERE EXISTS (SELECT 1 FROM drawer_openings WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts
                      WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL);
END;

CREATE TRIGGER drawer_openings_change BEFORE UPDATE ON drawer_openings BEGIN
  SELECT RAISE(ABORT, 'drawer_openings_are_append_only');
END;

CREATE TRIGGER drawer_openings_stay BEFORE DELETE ON drawer_openings BEGIN
  SELECT RAISE(ABORT, 'drawer_openings_are_append_only');
END;

-- A count is written once, at the head of the chain, beside what the books say then; a recount is a further row.
CREATE TRIGGER shift_counts_open BEFORE INSERT ON shift_counts BEGIN
  SELECT RAISE(ABORT, 'counts_are_append_only')
   WHERE EXISTS (SELECT 1 FROM shift_counts
                  WHERE id = NEW.id OR (shift_id = NEW.shift_id AND number = NEW.number));
  SELECT RAISE(ABORT, 'counts_are_numbered')
   WHERE NEW.number <> 1 + (SELECT count(*) FROM shift_counts WHERE shift_id = NEW.shift_id);
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts WHERE id = NEW.shift_id AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'counts_stand_beside_the_books')
   WHERE NOT EXISTS (SELECT 1
                       FROM shifts s JOIN tills t ON t.code = s.till_code
                       JOIN account_balances b ON b.account_id = t.drawer_account_id
                      WHERE s.id = NEW.shift_id AND b.balance_fen = NEW.expected_fen
                        AND NEW.sequence = (SELECT max(sequence) FROM entries WHERE chain_code = s.till_code));
END;

CREATE TRIGGER shift_counts_change BEFORE UPDATE ON shift_counts BEGIN
  SELECT RAISE(ABORT, 'counts_are_append_only');
END;

CREATE TRIGGER shift_counts_stay BEFORE DELETE ON shift_counts BEGIN
  SELECT RAISE(ABORT, 'counts_are_append_only');
END;

-- Numbered per till without gaps, each bound to the one before it and to the head of the till's chain.
CREATE TRIGGER z_reports_freeze BEFORE INSERT ON z_reports BEGIN
  SELECT RAISE(ABORT, 'z_reports_are_append_only')
   WHERE EXISTS (SELECT 1 FROM z_reports
                  WHERE id = NEW.id OR shift_id = NEW.shift_id
                     OR (till_code = NEW.till_code AND number = NEW.number));
  SELECT RAISE(ABORT, 'z_numbers_have_no_gaps')
   WHERE NEW.number <> 1 + (SELECT count(*) FROM z_reports WHERE till_code = NEW.till_code)
      OR NEW.previous_hash <> coalesce((SELECT hash FROM z_reports
                                         WHERE till_code = NEW.till_code AND number = NEW.number - 1), '');
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts
                      WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'z_reports_end_at_the_hand_over')
   WHERE NOT EXISTS (SELECT 1 FROM entries
                      WHERE chain_code = NEW.till_code AND sequence = NEW.head_sequence AND hash = NEW.head_hash
                        AND kind = 'hand_over')
      OR EXISTS (SELECT 1 FROM entries WHERE chain_code = NEW.till_code AND sequence > NEW.head_sequence);
  SELECT RAISE(ABORT, 'what_was_counted_is_the_last_count')
   WHERE NEW.count_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM shift_counts c
                      WHERE c.id = NEW.count_id AND c.shift_id = NEW.shift_id
                        AND c.number = (SELECT max(number) FROM shift_counts WHERE shift_id = NEW.shift_id));
END;

CREATE TRIGGER z_reports_change BEFORE UPDATE ON z_reports BEGIN
  SELECT RAISE(ABORT, 'z_reports_are_append_only');
END;

CREATE TRIGGER z_reports_stay BEFORE DELETE ON z_reports BEGIN
  SELECT RAISE(ABORT, 'z_reports_are_append_only');
END;
