-- What gave a profile its secret is asked for before it is renewed: it is found without reading the calls made with it.

CREATE INDEX profile_event_by_change ON profile_event (profile_id, scope_id, id)
WHERE kind IN ('login', 'refreshed', 'refresh_failed', 'rotated', 'logout');
