-- What the books refuse of family payers, PostgreSQL. The same claims as in SQLite.

-- Who was erased neither pays nor is paid for. FOR SHARE: nobody is erased between this look and the commit.
CREATE FUNCTION canteen_payer_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM members WHERE id IN (NEW.member_id, NEW.payer_member_id) ORDER BY id FOR SHARE;
  IF EXISTS (SELECT 1 FROM members
              WHERE id IN (NEW.member_id, NEW.payer_member_id) AND erased_at IS NOT NULL) THEN
    PERFORM canteen_refuse('payers_are_named_for_people');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER family_payers_open BEFORE INSERT ON family_payers FOR EACH ROW EXECUTE FUNCTION canteen_payer_named();

CREATE FUNCTION canteen_payer_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
     OR (NEW.id, NEW.member_id, NEW.payer_member_id, NEW.name, NEW.phone, NEW.relation, NEW.since)
        IS DISTINCT FROM
        (OLD.id, OLD.member_id, OLD.payer_member_id, OLD.name, OLD.phone, OLD.relation, OLD.since) THEN
    PERFORM canteen_refuse('family_payers_only_end');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER family_payers_change BEFORE UPDATE ON family_payers FOR EACH ROW EXECUTE FUNCTION canteen_payer_ends();

CREATE TRIGGER family_payers_stay BEFORE DELETE ON family_payers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('family_payers_only_end');

CREATE TRIGGER family_payers_truncate BEFORE TRUNCATE ON family_payers
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('family_payers_only_end');

-- A payer is named before the top-up is sealed, and only one who pays for that member at this moment.
CREATE FUNCTION canteen_top_up_payer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM wallet_acts WHERE id = NEW.act_id) THEN
    PERFORM canteen_refuse('payers_come_before_their_top_up');
  END IF;
  PERFORM 1 FROM family_payers f JOIN member_events e ON e.member_id = f.member_id
    WHERE f.id = NEW.payer_id AND f.ended_at IS NULL AND e.id = NEW.act_id AND e.kind = 'top_up'
    FOR SHARE OF f;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('payers_pay_for_their_member');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER top_up_payers_open BEFORE INSERT ON top_up_payers FOR EACH ROW EXECUTE FUNCTION canteen_top_up_payer();

CREATE TRIGGER top_up_payers_change BEFORE UPDATE ON top_up_payers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('top_up_payers_are_append_only');

CREATE TRIGGER top_up_payers_stay BEFORE DELETE ON top_up_payers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('top_up_payers_are_append_only');

CREATE TRIGGER top_up_payers_truncate BEFORE TRUNCATE ON top_up_payers
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('top_up_payers_are_append_only');

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
