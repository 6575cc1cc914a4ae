-- What the books refuse of lists, PostgreSQL. The same claims as in SQLite.

-- Nobody comes in through a list that is not being joined at this moment.
CREATE FUNCTION canteen_members_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM member_lists
                  WHERE id = NEW.list_id AND step = 'joining' AND state = 'running') THEN
    PERFORM canteen_refuse('a_list_brings_members_while_it_is_joined');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_join BEFORE INSERT ON members FOR EACH ROW WHEN (NEW.list_id IS NOT NULL)
  EXECUTE FUNCTION canteen_members_join();

CREATE FUNCTION canteen_members_keep_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.list_id IS DISTINCT FROM OLD.list_id THEN
    PERFORM canteen_refuse('members_keep_their_lists');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_keep_list BEFORE UPDATE OF list_id ON members FOR EACH ROW
  EXECUTE FUNCTION canteen_members_keep_list();

-- Only somebody who counts as a member has a card.
CREATE FUNCTION canteen_cards_of_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM members JOIN member_lists ON member_lists.id = members.list_id
              WHERE members.id = NEW.member_id AND member_lists.state <> 'done') THEN
    PERFORM canteen_refuse('only_members_have_cards');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cards_of_members BEFORE INSERT ON cards FOR EACH ROW EXECUTE FUNCTION canteen_cards_of_members();

-- What is done stays done; a list that is given up leaves nobody behind.
CREATE FUNCTION canteen_member_lists_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finished_at IS NOT NULL THEN
    PERFORM canteen_refuse('lists_end_once');
  END IF;
  IF NEW.state IN ('cancelled', 'failed', 'refused')
     AND EXISTS (SELECT 1 FROM members WHERE list_id = NEW.id AND erased_at IS NULL) THEN
    PERFORM canteen_refuse('a_list_given_up_leaves_nobody_behind');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER member_lists_move BEFORE UPDATE ON member_lists FOR EACH ROW
  EXECUTE FUNCTION canteen_member_lists_move();

CREATE TRIGGER member_lists_stay BEFORE DELETE ON member_lists
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('lists_end_once');

CREATE TRIGGER member_lists_truncate BEFORE TRUNCATE ON member_lists
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('lists_end_once');
