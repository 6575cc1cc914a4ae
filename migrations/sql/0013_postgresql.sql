-- What the books refuse of alarms, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_alarm_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.seen_at IS NOT NULL
     OR (NEW.id, NEW.kind, NEW.raised_at, NEW.card_serial, NEW.till_code)
        <> (OLD.id, OLD.kind, OLD.raised_at, OLD.card_serial, OLD.till_code)
  THEN
    PERFORM canteen_refuse('alarms_are_only_seen');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER card_alarms_change BEFORE UPDATE ON card_alarms FOR EACH ROW EXECUTE FUNCTION canteen_alarm_change();

CREATE TRIGGER card_alarms_stay BEFORE DELETE ON card_alarms
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('alarms_are_only_seen');

CREATE TRIGGER card_alarms_truncate BEFORE TRUNCATE ON card_alarms
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('alarms_are_only_seen');

CREATE FUNCTION canteen_card_profile() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.profile <> OLD.profile THEN
    PERFORM canteen_refuse('cards_keep_their_profile');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cards_keep_their_profile BEFORE UPDATE OF profile ON cards
  FOR EACH ROW EXECUTE FUNCTION canteen_card_profile();
