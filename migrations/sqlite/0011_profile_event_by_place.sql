-- One profile id may stand at every agent: what happened to one of them is found without reading what happened to the others.

CREATE INDEX profile_event_by_place ON profile_event (profile_id, scope_id, id);
DROP INDEX profile_event_by_profile;
