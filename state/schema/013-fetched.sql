-- Where a message came from is part of what it proves, also when it is looked
-- at again.
ALTER TABLE message ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0;
