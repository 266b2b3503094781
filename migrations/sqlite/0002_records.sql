-- Records of the office are understood from here on: kind 3 is no longer of a newer version.
DROP INDEX envelope_newer;
CREATE INDEX envelope_newer ON envelope (id) WHERE kind > 3;
CREATE INDEX envelope_record ON envelope (id) WHERE kind = 3;
