-- What the books refuse of staff, devices and sessions, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

CREATE TRIGGER staff_sessions_change BEFORE UPDATE ON staff_sessions BEGIN
  SELECT RAISE(ABORT, 'sessions_end_once')
   WHERE OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.token_hash <> OLD.token_hash
      OR NEW.staff_id <> OLD.staff_id OR NEW.device_id IS NOT OLD.device_id
      OR NEW.site_code <> OLD.site_code OR NEW.began_at <> OLD.began_at;
END;

CREATE TRIGGER devices_change BEFORE UPDATE ON devices BEGIN
  SELECT RAISE(ABORT, 'devices_stay_revoked')
   WHERE (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at)
      OR NEW.id <> OLD.id OR NEW.token_hash <> OLD.token_hash OR NEW.kind <> OLD.kind
      OR NEW.site_code <> OLD.site_code OR NEW.till_code IS NOT OLD.till_code;
END;

CREATE TRIGGER device_codes_change BEFORE UPDATE ON device_codes BEGIN
  SELECT RAISE(ABORT, 'device_codes_are_used_once')
   WHERE OLD.device_id IS NOT NULL OR NEW.device_id IS NULL OR NEW.code_hash <> OLD.code_hash
      OR NEW.kind <> OLD.kind OR NEW.site_code <> OLD.site_code OR NEW.till_code IS NOT OLD.till_code
      OR NEW.expires_at <> OLD.expires_at;
END;

CREATE TRIGGER staff_cards_open BEFORE INSERT ON staff_cards BEGIN
  SELECT RAISE(ABORT, 'a_card_is_a_members_or_staffs')
   WHERE EXISTS (SELECT 1 FROM cards WHERE serial = NEW.serial);
END;

CREATE TRIGGER cards_are_not_staffs BEFORE INSERT ON cards BEGIN
  SELECT RAISE(ABORT, 'a_card_is_a_members_or_staffs')
   WHERE EXISTS (SELECT 1 FROM staff_cards WHERE serial = NEW.serial);
END;

CREATE TRIGGER staff_cards_change BEFORE UPDATE ON staff_cards BEGIN
  SELECT RAISE(ABORT, 'staff_cards_count_on')
   WHERE NEW.serial <> OLD.serial OR NEW.counter < OLD.counter;
END;
