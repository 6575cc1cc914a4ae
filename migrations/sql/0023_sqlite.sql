-- What the books refuse of held tickets, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- Portions are kept here or refused here, as a sale takes them.
CREATE TRIGGER portion_reservations_take BEFORE INSERT ON portion_reservations BEGIN
  SELECT RAISE(ABORT, 'reservations_are_only_released')
   WHERE NEW.released_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM portion_reservations
                  WHERE id = NEW.id OR (menu_item_id = NEW.menu_item_id AND reference = NEW.reference));
  UPDATE menu_items SET sold_portions = sold_portions + NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND is_sold_out = 0 AND removed_at IS NULL
     AND sold_portions + NEW.quantity <= planned_portions;
  SELECT RAISE(ABORT, 'portions_are_left')
   WHERE changes() = 0
     AND NOT EXISTS (SELECT 1 FROM menu_items
                      WHERE id = NEW.menu_item_id AND planned_portions IS NULL
                        AND is_sold_out = 0 AND removed_at IS NULL);
END;

CREATE TRIGGER portion_reservations_release BEFORE UPDATE ON portion_reservations BEGIN
  SELECT RAISE(ABORT, 'reservations_are_only_released')
   WHERE OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
      OR NEW.id <> OLD.id OR NEW.menu_item_id <> OLD.menu_item_id OR NEW.quantity <> OLD.quantity
      OR NEW.reference <> OLD.reference OR NEW.at <> OLD.at;
  UPDATE menu_items SET sold_portions = sold_portions - OLD.quantity
   WHERE id = OLD.menu_item_id AND planned_portions IS NOT NULL;
END;

CREATE TRIGGER portion_reservations_stay BEFORE DELETE ON portion_reservations BEGIN
  SELECT RAISE(ABORT, 'reservations_are_only_released');
END;

CREATE TRIGGER holds_open BEFORE INSERT ON holds BEGIN
  SELECT RAISE(ABORT, 'holds_keep_their_tickets') WHERE EXISTS (SELECT 1 FROM holds WHERE id = NEW.id);
END;

-- A ticket that has ended does not come back; what it is and where it belongs stays.
CREATE TRIGGER holds_change BEFORE UPDATE ON holds BEGIN
  SELECT RAISE(ABORT, 'holds_end_once') WHERE OLD.ended_at IS NOT NULL;
  SELECT RAISE(ABORT, 'holds_keep_their_tickets')
   WHERE NEW.id <> OLD.id OR NEW.site_code <> OLD.site_code OR NEW.till_code <> OLD.till_code
      OR NEW.business_date <> OLD.business_date OR NEW.cashier <> OLD.cashier
      OR NEW.member_id IS NOT OLD.member_id OR NEW.note NOT IN (OLD.note, '')
      OR NEW.scheme_code <> OLD.scheme_code OR NEW.scheme_version <> OLD.scheme_version
      OR NEW.total_fen <> OLD.total_fen OR NEW.held_at <> OLD.held_at
      OR NEW.request_hash <> OLD.request_hash OR NEW.is_reserved > OLD.is_reserved;
END;

CREATE TRIGGER holds_stay BEFORE DELETE ON holds BEGIN
  SELECT RAISE(ABORT, 'holds_keep_their_tickets');
END;

CREATE TRIGGER hold_lines_open BEFORE INSERT ON hold_lines BEGIN
  SELECT RAISE(ABORT, 'holds_keep_their_tickets')
   WHERE EXISTS (SELECT 1 FROM hold_lines WHERE hold_id = NEW.hold_id AND number = NEW.number)
      OR EXISTS (SELECT 1 FROM portion_reservations WHERE reference = NEW.hold_id);
END;

CREATE TRIGGER hold_lines_change BEFORE UPDATE ON hold_lines BEGIN
  SELECT RAISE(ABORT, 'holds_keep_their_tickets');
END;

CREATE TRIGGER hold_lines_stay BEFORE DELETE ON hold_lines BEGIN
  SELECT RAISE(ABORT, 'holds_keep_their_tickets');
END;
