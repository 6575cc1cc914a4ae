-- What the books refuse of the audit log, SQLite. One statement per paragraph.

CREATE TRIGGER deeds_follow BEFORE INSERT ON deeds BEGIN
  SELECT RAISE(ABORT, 'deeds_are_append_only')
   WHERE EXISTS (SELECT 1 FROM deeds WHERE id = NEW.id OR key = NEW.key
                    OR (chain_code = NEW.chain_code AND sequence = NEW.sequence));
  SELECT RAISE(ABORT, 'deeds_follow_each_other')
   WHERE NEW.sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM deeds WHERE chain_code = NEW.chain_code);
END;

CREATE TRIGGER deeds_change BEFORE UPDATE ON deeds BEGIN
  SELECT RAISE(ABORT, 'deeds_are_append_only');
END;

CREATE TRIGGER deeds_stay BEFORE DELETE ON deeds BEGIN
  SELECT RAISE(ABORT, 'deeds_are_append_only');
END;
