-- What the books refuse of people, PostgreSQL. The same claims as in SQLite.

-- A name in plain words comes from an older version only, and goes when it is sealed.
CREATE TRIGGER unsealed_names_open BEFORE INSERT ON unsealed_names
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('names_are_sealed');

CREATE TRIGGER unsealed_names_change BEFORE UPDATE ON unsealed_names
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('names_are_sealed');

-- FOR SHARE: an erasure that is under way is waited for.
CREATE FUNCTION canteen_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erased bigint;
BEGIN
  SELECT erased_at INTO erased FROM members WHERE id = NEW.member_id FOR SHARE;
  IF erased IS NOT NULL THEN
    PERFORM canteen_refuse('the_erased_stay_erased');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER people_open BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION canteen_not_erased();

CREATE TRIGGER member_search_open BEFORE INSERT ON member_search FOR EACH ROW EXECUTE FUNCTION canteen_not_erased();

CREATE FUNCTION canteen_people_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.member_id <> OLD.member_id THEN
    PERFORM canteen_refuse('people_are_only_erased');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER people_change BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION canteen_people_change();

-- The one row that may ever be deleted: what is known of a person who is erased.
CREATE FUNCTION canteen_people_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM members WHERE id = OLD.member_id AND erased_at IS NOT NULL) THEN
    PERFORM canteen_refuse('people_are_only_erased');
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER people_stay BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION canteen_people_stay();

CREATE TRIGGER people_truncate BEFORE TRUNCATE ON people
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('people_are_only_erased');

-- FOR UPDATE: a top-up that is under way is waited for.
CREATE FUNCTION canteen_members_erase() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held bigint;
BEGIN
  IF OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at THEN
    PERFORM canteen_refuse('the_erased_stay_erased');
  END IF;
  IF NEW.erased_at IS NOT NULL THEN
    SELECT balance_fen INTO held FROM account_balances WHERE account_id = NEW.wallet_account_id FOR UPDATE;
    IF held <> 0 THEN
      PERFORM canteen_refuse('nobody_with_money_is_erased');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_erase BEFORE UPDATE OF erased_at ON members
  FOR EACH ROW EXECUTE FUNCTION canteen_members_erase();

CREATE FUNCTION canteen_numbers_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last < OLD.last OR NEW.id <> OLD.id THEN
    PERFORM canteen_refuse('numbers_only_grow');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER member_numbers_change BEFORE UPDATE ON member_numbers
  FOR EACH ROW EXECUTE FUNCTION canteen_numbers_grow();

CREATE TRIGGER member_numbers_stay BEFORE DELETE ON member_numbers
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('numbers_only_grow');

CREATE TRIGGER member_numbers_truncate BEFORE TRUNCATE ON member_numbers
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('numbers_only_grow');

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
