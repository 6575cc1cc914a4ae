-- What the books refuse of family payers, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- Who was erased neither pays nor is paid for.
CREATE TRIGGER family_payers_open BEFORE INSERT ON family_payers BEGIN
  SELECT RAISE(ABORT, 'family_payers_only_end') WHERE EXISTS (SELECT 1 FROM family_payers WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'payers_are_named_for_people')
   WHERE EXISTS (SELECT 1 FROM members
                  WHERE id IN (NEW.member_id, NEW.payer_member_id) AND erased_at IS NOT NULL);
END;

CREATE TRIGGER family_payers_change BEFORE UPDATE ON family_payers BEGIN
  SELECT RAISE(ABORT, 'family_payers_only_end')
   WHERE OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.id <> OLD.id
      OR NEW.member_id <> OLD.member_id OR NEW.payer_member_id IS NOT OLD.payer_member_id
      OR NEW.name IS NOT OLD.name OR NEW.phone IS NOT OLD.phone
      OR NEW.relation <> OLD.relation OR NEW.since <> OLD.since;
END;

CREATE TRIGGER family_payers_stay BEFORE DELETE ON family_payers BEGIN
  SELECT RAISE(ABORT, 'family_payers_only_end');
END;

-- A payer is named before the top-up is sealed, and only one who pays for that member at this moment.
CREATE TRIGGER top_up_payers_open BEFORE INSERT ON top_up_payers BEGIN
  SELECT RAISE(ABORT, 'top_up_payers_are_append_only')
   WHERE EXISTS (SELECT 1 FROM top_up_payers WHERE act_id = NEW.act_id);
  SELECT RAISE(ABORT, 'payers_come_before_their_top_up')
   WHERE EXISTS (SELECT 1 FROM wallet_acts WHERE id = NEW.act_id);
  SELECT RAISE(ABORT, 'payers_pay_for_their_member')
   WHERE NOT EXISTS (SELECT 1 FROM family_payers f JOIN member_events e ON e.member_id = f.member_id
                      WHERE f.id = NEW.payer_id AND f.ended_at IS NULL
                        AND e.id = NEW.act_id AND e.kind = 'top_up');
END;

CREATE TRIGGER top_up_payers_change BEFORE UPDATE ON top_up_payers BEGIN
  SELECT RAISE(ABORT, 'top_up_payers_are_append_only');
END;

CREATE TRIGGER top_up_payers_stay BEFORE DELETE ON top_up_payers BEGIN
  SELECT RAISE(ABORT, 'top_up_payers_are_append_only');
END;
