-- What changes in a domain is counted in the system's schema, the name of which is before _domain_.
-- Each transaction counts before it commits, so whoever sees a number finds what it stands for.

CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO %1$I.changes AS c (schema, %2$I) VALUES ($1, 1) ON CONFLICT (schema) DO UPDATE SET %2$I = c.%2$I + 1',
		left(TG_TABLE_SCHEMA, strpos(TG_TABLE_SCHEMA, '_domain_') - 1), TG_ARGV[0]) USING TG_TABLE_SCHEMA;
	RETURN NULL;
END $$;
CREATE TRIGGER rights_counted AFTER INSERT ON rights_changes EXECUTE FUNCTION count_change('rights');
CREATE TRIGGER profiles_counted AFTER INSERT ON profile_changes EXECUTE FUNCTION count_change('profiles');
CREATE TRIGGER accounts_counted AFTER INSERT ON account_changes EXECUTE FUNCTION count_change('accounts');
CREATE TRIGGER chats_counted AFTER INSERT OR UPDATE OR DELETE ON chats EXECUTE FUNCTION count_change('chats');
