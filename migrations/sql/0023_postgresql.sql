-- What the books refuse of held tickets, PostgreSQL. The same claims as in SQLite.

-- Portions are kept here or refused here, as a sale takes them.
CREATE FUNCTION canteen_reservation_take() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.released_at IS NOT NULL THEN
    PERFORM canteen_refuse('reservations_are_only_released');
  END IF;
  UPDATE menu_items SET sold_portions = sold_portions + NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND is_sold_out = 0 AND removed_at IS NULL
     AND sold_portions + NEW.quantity <= planned_portions;
  IF NOT FOUND THEN
    PERFORM 1 FROM menu_items
      WHERE id = NEW.menu_item_id AND planned_portions IS NULL AND is_sold_out = 0 AND removed_at IS NULL
      FOR SHARE;
    IF NOT FOUND THEN
      PERFORM canteen_refuse('portions_are_left');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER portion_reservations_take BEFORE INSERT ON portion_reservations
  FOR EACH ROW EXECUTE FUNCTION canteen_reservation_take();

CREATE FUNCTION canteen_reservation_release() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
     OR (NEW.id, NEW.menu_item_id, NEW.quantity, NEW.reference, NEW.at)
        IS DISTINCT FROM (OLD.id, OLD.menu_item_id, OLD.quantity, OLD.reference, OLD.at)
  THEN
    PERFORM canteen_refuse('reservations_are_only_released');
  END IF;
  UPDATE menu_items SET sold_portions = sold_portions - OLD.quantity
   WHERE id = OLD.menu_item_id AND planned_portions IS NOT NULL;
  RETURN NEW;
END $$;

CREATE TRIGGER portion_reservations_release BEFORE UPDATE ON portion_reservations
  FOR EACH ROW EXECUTE FUNCTION canteen_reservation_release();

CREATE TRIGGER portion_reservations_stay BEFORE DELETE ON portion_reservations
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('reservations_are_only_released');

CREATE TRIGGER portion_reservations_truncate BEFORE TRUNCATE ON portion_reservations
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('reservations_are_only_released');

-- A ticket that has ended does not come back; what it is and where it belongs stays.
CREATE FUNCTION canteen_hold_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    PERFORM canteen_refuse('holds_end_once');
  END IF;
  IF (NEW.id, NEW.site_code, NEW.till_code, NEW.business_date, NEW.cashier, NEW.member_id, NEW.scheme_code,
      NEW.scheme_version, NEW.total_fen, NEW.held_at, NEW.request_hash)
     IS DISTINCT FROM (OLD.id, OLD.site_code, OLD.till_code, OLD.business_date, OLD.cashier, OLD.member_id,
      OLD.scheme_code, OLD.scheme_version, OLD.total_fen, OLD.held_at, OLD.request_hash)
     OR NEW.note NOT IN (OLD.note, '') OR NEW.is_reserved > OLD.is_reserved
  THEN
    PERFORM canteen_refuse('holds_keep_their_tickets');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER holds_change BEFORE UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION canteen_hold_change();

CREATE TRIGGER holds_stay BEFORE DELETE ON holds
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('holds_keep_their_tickets');

CREATE TRIGGER holds_truncate BEFORE TRUNCATE ON holds
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('holds_keep_their_tickets');

CREATE FUNCTION canteen_hold_lines_open() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM portion_reservations WHERE reference = NEW.hold_id) THEN
    PERFORM canteen_refuse('holds_keep_their_tickets');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER hold_lines_open BEFORE INSERT ON hold_lines
  FOR EACH ROW EXECUTE FUNCTION canteen_hold_lines_open();

CREATE TRIGGER hold_lines_change BEFORE UPDATE ON hold_lines
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('holds_keep_their_tickets');

CREATE TRIGGER hold_lines_stay BEFORE DELETE ON hold_lines
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('holds_keep_their_tickets');

CREATE TRIGGER hold_lines_truncate BEFORE TRUNCATE ON hold_lines
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('holds_keep_their_tickets');
