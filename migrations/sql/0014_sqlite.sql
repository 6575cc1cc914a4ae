-- What the books refuse of people, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- A name in plain words comes from an older version only, and goes when it is sealed.
CREATE TRIGGER unsealed_names_open BEFORE INSERT ON unsealed_names BEGIN
  SELECT RAISE(ABORT, 'names_are_sealed');
END;

CREATE TRIGGER unsealed_names_change BEFORE UPDATE ON unsealed_names BEGIN
  SELECT RAISE(ABORT, 'names_are_sealed');
END;

CREATE TRIGGER people_open BEFORE INSERT ON people BEGIN
  SELECT RAISE(ABORT, 'people_are_only_erased') WHERE EXISTS (SELECT 1 FROM people WHERE member_id = NEW.member_id);
  SELECT RAISE(ABORT, 'the_erased_stay_erased')
   WHERE EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND erased_at IS NOT NULL);
END;

CREATE TRIGGER people_change BEFORE UPDATE ON people BEGIN
  SELECT RAISE(ABORT, 'people_are_only_erased') WHERE NEW.member_id <> OLD.member_id;
END;

-- The one row that may ever be deleted: what is known of a person who is erased.
CREATE TRIGGER people_stay BEFORE DELETE ON people BEGIN
  SELECT RAISE(ABORT, 'people_are_only_erased')
   WHERE NOT EXISTS (SELECT 1 FROM members WHERE id = OLD.member_id AND erased_at IS NOT NULL);
END;

CREATE TRIGGER member_search_open BEFORE INSERT ON member_search BEGIN
  SELECT RAISE(ABORT, 'the_erased_stay_erased')
   WHERE EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND erased_at IS NOT NULL);
END;

CREATE TRIGGER members_erase BEFORE UPDATE OF erased_at ON members BEGIN
  SELECT RAISE(ABORT, 'the_erased_stay_erased')
   WHERE OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at;
  SELECT RAISE(ABORT, 'nobody_with_money_is_erased')
   WHERE NEW.erased_at IS NOT NULL
     AND (SELECT balance_fen FROM account_balances WHERE account_id = NEW.wallet_account_id) <> 0;
END;

CREATE TRIGGER member_numbers_change BEFORE UPDATE ON member_numbers BEGIN
  SELECT RAISE(ABORT, 'numbers_only_grow') WHERE NEW.last < OLD.last OR NEW.id <> OLD.id;
END;

CREATE TRIGGER member_numbers_stay BEFORE DELETE ON member_numbers BEGIN
  SELECT RAISE(ABORT, 'numbers_only_grow');
END;
