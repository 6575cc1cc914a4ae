-- What the books refuse of lists, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

-- Nobody comes in through a list that is not being joined at this moment.
CREATE TRIGGER members_join BEFORE INSERT ON members WHEN NEW.list_id IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a_list_brings_members_while_it_is_joined')
   WHERE NOT EXISTS (SELECT 1 FROM member_lists
                      WHERE id = NEW.list_id AND step = 'joining' AND state = 'running');
END;

CREATE TRIGGER members_keep_list BEFORE UPDATE OF list_id ON members BEGIN
  SELECT RAISE(ABORT, 'members_keep_their_lists') WHERE NEW.list_id IS NOT OLD.list_id;
END;

-- Only somebody who counts as a member has a card.
CREATE TRIGGER cards_of_members BEFORE INSERT ON cards BEGIN
  SELECT RAISE(ABORT, 'only_members_have_cards')
   WHERE EXISTS (SELECT 1 FROM members JOIN member_lists ON member_lists.id = members.list_id
                  WHERE members.id = NEW.member_id AND member_lists.state <> 'done');
END;

-- What is done stays done; a list that is given up leaves nobody behind.
CREATE TRIGGER member_lists_move BEFORE UPDATE ON member_lists BEGIN
  SELECT RAISE(ABORT, 'lists_end_once') WHERE OLD.finished_at IS NOT NULL;
  SELECT RAISE(ABORT, 'a_list_given_up_leaves_nobody_behind')
   WHERE NEW.state IN ('cancelled', 'failed', 'refused')
     AND EXISTS (SELECT 1 FROM members WHERE list_id = NEW.id AND erased_at IS NULL);
END;

CREATE TRIGGER member_lists_stay BEFORE DELETE ON member_lists BEGIN
  SELECT RAISE(ABORT, 'lists_end_once');
END;

CREATE TRIGGER member_lists_open BEFORE INSERT ON member_lists BEGIN
  SELECT RAISE(ABORT, 'lists_end_once') WHERE EXISTS (SELECT 1 FROM member_lists WHERE id = NEW.id);
END;
