-- What the books refuse of alarms, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

CREATE TRIGGER card_alarms_open BEFORE INSERT ON card_alarms BEGIN
  SELECT RAISE(ABORT, 'alarms_are_only_seen') WHERE EXISTS (SELECT 1 FROM card_alarms WHERE id = NEW.id);
END;

CREATE TRIGGER card_alarms_change BEFORE UPDATE ON card_alarms BEGIN
  SELECT RAISE(ABORT, 'alarms_are_only_seen')
   WHERE OLD.seen_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.raised_at <> OLD.raised_at
      OR NEW.card_serial <> OLD.card_serial OR NEW.till_code <> OLD.till_code;
END;

CREATE TRIGGER card_alarms_stay BEFORE DELETE ON card_alarms BEGIN
  SELECT RAISE(ABORT, 'alarms_are_only_seen');
END;

CREATE TRIGGER cards_keep_their_profile BEFORE UPDATE OF profile ON cards BEGIN
  SELECT RAISE(ABORT, 'cards_keep_their_profile') WHERE NEW.profile <> OLD.profile;
END;
