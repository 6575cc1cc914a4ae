-- What the books refuse of staff, devices and sessions, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_session_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR (NEW.id, NEW.token_hash, NEW.staff_id, NEW.device_id, NEW.site_code, NEW.began_at)
        IS DISTINCT FROM
        (OLD.id, OLD.token_hash, OLD.staff_id, OLD.device_id, OLD.site_code, OLD.began_at) THEN
    PERFORM canteen_refuse('sessions_end_once');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER staff_sessions_change BEFORE UPDATE ON staff_sessions
  FOR EACH ROW EXECUTE FUNCTION canteen_session_changes();

CREATE FUNCTION canteen_device_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
     OR (NEW.id, NEW.token_hash, NEW.kind, NEW.site_code, NEW.till_code)
        IS DISTINCT FROM
        (OLD.id, OLD.token_hash, OLD.kind, OLD.site_code, OLD.till_code) THEN
    PERFORM canteen_refuse('devices_stay_revoked');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER devices_change BEFORE UPDATE ON devices FOR EACH ROW EXECUTE FUNCTION canteen_device_changes();

CREATE FUNCTION canteen_device_code_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.device_id IS NOT NULL OR NEW.device_id IS NULL
     OR (NEW.code_hash, NEW.kind, NEW.site_code, NEW.till_code, NEW.expires_at)
        IS DISTINCT FROM
        (OLD.code_hash, OLD.kind, OLD.site_code, OLD.till_code, OLD.expires_at) THEN
    PERFORM canteen_refuse('device_codes_are_used_once');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER device_codes_change BEFORE UPDATE ON device_codes
  FOR EACH ROW EXECUTE FUNCTION canteen_device_code_changes();

-- The lock on the serial keeps a member's card and a staff card of one number from coming in at the same time.
CREATE FUNCTION canteen_card_of_one_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('card:' || NEW.serial, 0));
  IF (TG_TABLE_NAME = 'staff_cards' AND EXISTS (SELECT 1 FROM cards WHERE serial = NEW.serial))
     OR (TG_TABLE_NAME = 'cards' AND EXISTS (SELECT 1 FROM staff_cards WHERE serial = NEW.serial)) THEN
    PERFORM canteen_refuse('a_card_is_a_members_or_staffs');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER staff_cards_open BEFORE INSERT ON staff_cards
  FOR EACH ROW EXECUTE FUNCTION canteen_card_of_one_kind();

CREATE TRIGGER cards_are_not_staffs BEFORE INSERT ON cards
  FOR EACH ROW EXECUTE FUNCTION canteen_card_of_one_kind();

CREATE FUNCTION canteen_staff_card_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.serial <> OLD.serial OR NEW.counter < OLD.counter THEN
    PERFORM canteen_refuse('staff_cards_count_on');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER staff_cards_change BEFORE UPDATE ON staff_cards
  FOR EACH ROW EXECUTE FUNCTION canteen_staff_card_changes();

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
