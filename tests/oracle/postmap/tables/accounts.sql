CREATE TABLE users (name TEXT, domain TEXT, home TEXT);
INSERT INTO users VALUES ('alice', 'example.com', '/home/alice');
INSERT INTO users VALUES ('bob', 'example.com', '/home/bob');
INSERT INTO users VALUES ('bob', 'example.com', '/home/bob2');
INSERT INTO users VALUES ('o''hara', 'example.org', '/home/ohara');
INSERT INTO users VALUES ('empty', 'example.org', NULL);
INSERT INTO users VALUES ('per%cent', 'example.org', '/home/percent');
