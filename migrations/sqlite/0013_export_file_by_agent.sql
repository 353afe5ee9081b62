-- What happened to an agent is found with the files that were written for it, without reading those of all others.

CREATE INDEX export_file_by_agent ON export_file (agent_id, event_id);
