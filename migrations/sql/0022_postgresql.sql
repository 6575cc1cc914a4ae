-- What the books refuse of the audit log, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_deeds_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM deeds WHERE chain_code = NEW.chain_code) THEN
    PERFORM canteen_refuse('deeds_follow_each_other');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER deeds_follow BEFORE INSERT ON deeds FOR EACH ROW EXECUTE FUNCTION canteen_deeds_follow();

CREATE TRIGGER deeds_change BEFORE UPDATE ON deeds
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('deeds_are_append_only');

CREATE TRIGGER deeds_stay BEFORE DELETE ON deeds
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('deeds_are_append_only');

CREATE TRIGGER deeds_truncate BEFORE TRUNCATE ON deeds
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('deeds_are_append_only');
