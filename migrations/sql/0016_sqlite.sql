-- Who looked, who was erased and what was opened stays on record, SQLite. One statement per paragraph.

CREATE TRIGGER reveals_open BEFORE INSERT ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only') WHERE EXISTS (SELECT 1 FROM reveals WHERE id = NEW.id);
END;

CREATE TRIGGER reveals_change BEFORE UPDATE ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only');
END;

CREATE TRIGGER reveals_stay BEFORE DELETE ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only');
END;

CREATE TRIGGER erasures_open BEFORE INSERT ON erasures BEGIN
  SELECT RAISE(ABORT, 'erasures_are_append_only') WHERE EXISTS (SELECT 1 FROM erasures WHERE id = NEW.id OR member_id = NEW.member_id);
END;

CREATE TRIGGER erasures_change BEFORE UPDATE ON erasures BEGIN
  SELECT RAISE(ABORT, 'erasures_are_append_only');
END;

CREATE TRIGGER erasures_stay BEFORE DELETE ON erasures BEGIN
  SELECT RAISE(ABORT, 'erasures_are_append_only');
END;

CREATE TRIGGER openings_open BEFORE INSERT ON openings BEGIN
  SELECT RAISE(ABORT, 'openings_are_append_only') WHERE EXISTS (SELECT 1 FROM openings WHERE id = NEW.id OR member_id = NEW.member_id);
END;

CREATE TRIGGER openings_change BEFORE UPDATE ON openings BEGIN
  SELECT RAISE(ABORT, 'openings_are_append_only');
END;

CREATE TRIGGER openings_stay BEFORE DELETE ON openings BEGIN
  SELECT RAISE(ABORT, 'openings_are_append_only');
END;
