-- Instants are milliseconds UTC; local dates and times are text as the school's wall shows them.
-- A column may be NULL only where absence itself is a fact (no Message-ID, not sent yet).

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: which life of the class's state this is. A state that begins anew has another identity.
CREATE TABLE life (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    identity   BLOB    NOT NULL,
    generation INTEGER NOT NULL,    -- grows with every mail that is enqueued and every body that goes out
    resumed_at INTEGER,             -- when a person last ended a hold
    copied_at  INTEGER,             -- of a backup: when it was made
    class      TEXT,
    address    TEXT
) STRICT;
INSERT INTO life (one, identity, generation) VALUES (1, randomblob(16), 0);

-- At most one row: while it is there no mail goes out and no job runs.
CREATE TABLE hold (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    cause TEXT    NOT NULL,         -- a word of a closed set
    since INTEGER NOT NULL
) STRICT;

-- At most one row: the teacher has stopped all mail to families for a time.
CREATE TABLE pause (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    since INTEGER NOT NULL,
    until INTEGER                   -- NULL: until the teacher says so
) STRICT;

-- A folder in one of its lives: a new UIDVALIDITY is a new row (RFC 3501 §2.3.1.1).
CREATE TABLE folder (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    uidvalidity INTEGER NOT NULL,
    mark        INTEGER NOT NULL,   -- every UID up to here that the server showed is stored, or is in `unfetched`
    on_server   INTEGER NOT NULL,
    looked_at   INTEGER NOT NULL,
    UNIQUE (name, uidvalidity)
) STRICT;

-- One mail, whatever folders it lies in. What it means is in `reading`, and can be read again.
CREATE TABLE inbound (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    content_hash BLOB    NOT NULL UNIQUE,
    role         TEXT    NOT NULL,  -- of the folder it was first found in
    received_at  INTEGER NOT NULL,  -- INTERNALDATE
    stored_at    INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    lean         INTEGER NOT NULL,  -- large parts stayed on the server
    state        TEXT    NOT NULL,  -- 'received' until it is understood
    reason       TEXT    NOT NULL,
    attempts     INTEGER NOT NULL,
    verdict      TEXT,              -- what its signature proved of a teacher's mail, where homeroom checks that itself
    asking_since INTEGER            -- 'received', and waits for that
) STRICT;
CREATE INDEX inbound_verdict ON inbound (id) WHERE asking_since IS NOT NULL;
CREATE INDEX inbound_received ON inbound (id) WHERE state = 'received';
CREATE INDEX inbound_asking ON inbound (received_at, id) WHERE state IN ('unsure', 'unknown_sender', 'held', 'quarantined');
CREATE INDEX inbound_arrived ON inbound (stored_at, role, state);

CREATE TABLE raw (
    inbound INTEGER NOT NULL PRIMARY KEY REFERENCES inbound (id) ON DELETE CASCADE,
    bytes   BLOB    NOT NULL        -- zlib
) STRICT;

-- Where a mail lies. The UID is what is asked for, the content is what it is.
CREATE TABLE location (
    folder  INTEGER NOT NULL REFERENCES folder (id),
    uid     INTEGER NOT NULL,
    inbound INTEGER NOT NULL REFERENCES inbound (id),
    gone_at INTEGER,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_inbound ON location (inbound);
CREATE INDEX location_there ON location (folder) WHERE gone_at IS NULL;
CREATE INDEX location_gone ON location (folder) WHERE gone_at IS NOT NULL;

-- A UID that could not be fetched: counted, tried again, named, never passed over in silence. 0 attempts: a fetch of many
-- failed at it, and it was not asked for alone yet.
CREATE TABLE unfetched (
    folder   INTEGER NOT NULL REFERENCES folder (id),
    uid      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE reading (
    inbound    INTEGER NOT NULL PRIMARY KEY REFERENCES inbound (id) ON DELETE CASCADE,
    outgoing   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    message_id TEXT,
    sender     TEXT,
    sender_name TEXT,
    subject    TEXT    NOT NULL,
    reply_text TEXT    NOT NULL,
    closing    TEXT,               -- what its sender writes under every mail: the end of the new text, not in reply_text
    more_below INTEGER NOT NULL,   -- the history holds words that nobody here has seen
    language   TEXT,
    marks      TEXT    NOT NULL,   -- what a teacher must know of it beside the words, words of a closed set
    thread_index BLOB,             -- Outlook's own reference (MS-OXOMSG 2.2.1.3)
    returns    TEXT,               -- the day somebody is back, as an automatic answer says
    guardian   TEXT,
    matched_by TEXT    NOT NULL,
    verified   INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_sender ON reading (sender);
CREATE INDEX reading_thread_root ON reading (substr(thread_index, 1, 22)) WHERE thread_index IS NOT NULL;
CREATE INDEX reading_message_id ON reading (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE thread (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    student   TEXT    NOT NULL,
    household TEXT    NOT NULL,
    UNIQUE (student, household)
) STRICT;

CREATE TABLE topic (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    thread  INTEGER NOT NULL REFERENCES thread (id),
    subject TEXT    NOT NULL,
    last_at INTEGER NOT NULL,
    UNIQUE (thread, subject)
) STRICT;
CREATE INDEX topic_last ON topic (thread, last_at);

CREATE TABLE placement (
    inbound INTEGER NOT NULL REFERENCES inbound (id) ON DELETE CASCADE,
    topic   INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (inbound, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_topic ON placement (topic);

CREATE TABLE outbox (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    dedupe_key    TEXT    NOT NULL UNIQUE,
    state         TEXT    NOT NULL,
    stage         TEXT    NOT NULL, -- '' or 'dot': the body may have gone out
    approved      INTEGER NOT NULL, -- a teacher read it and said ok, or wrote it
    by_teacher    TEXT,             -- who wrote it, where it is a teacher's own mail
    recipient     TEXT    NOT NULL,
    recipient_name TEXT,
    audience      TEXT    NOT NULL, -- 'family' or 'teacher'
    guardian      TEXT,
    topic         INTEGER REFERENCES topic (id),
    job           TEXT,
    slot          TEXT,
    template      TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    message_id    TEXT    NOT NULL UNIQUE,
    personal      INTEGER NOT NULL,
    tone          TEXT    NOT NULL,
    class_letter  INTEGER NOT NULL,
    weekend_meant INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    dated         INTEGER NOT NULL, -- its words name a day: no ok moves expires_at
    attempts      INTEGER NOT NULL,
    broken_off    INTEGER NOT NULL DEFAULT 0, -- how often homeroom ended while it was on its way
    next_attempt  INTEGER NOT NULL,
    attempted_at  INTEGER,          -- when it was last handed to the way out
    reason        TEXT    NOT NULL,
    sent_at       INTEGER,
    ended_at      INTEGER,          -- when it failed, expired, or was not let go
    goes_with     INTEGER REFERENCES outbox (id), -- the one mail that was made of this and others
    sent_copy     INTEGER NOT NULL  -- 0: a copy in Sent is still owed
) STRICT;
CREATE INDEX outbox_due ON outbox (attempts > 0, next_attempt, id) WHERE state = 'queued';
CREATE INDEX outbox_open ON outbox (state, id) WHERE state NOT IN ('sent', 'failed', 'expired', 'cancelled');
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_copy_owed ON outbox (id) WHERE sent_copy = 0 AND state = 'sent';
CREATE INDEX outbox_recipient ON outbox (recipient, created_at);
CREATE INDEX outbox_created ON outbox (created_at);
CREATE INDEX outbox_topic ON outbox (topic) WHERE topic IS NOT NULL;

CREATE TABLE outbox_content (
    outbox INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    text   TEXT NOT NULL,
    html   TEXT,
    bytes  BLOB NOT NULL            -- as every attempt sends them; empty while nothing can be sent
) STRICT;

-- The children whom a letter to one family names beside that of its topic.
CREATE TABLE outbox_sibling (
    outbox  INTEGER NOT NULL REFERENCES outbox (id),
    student TEXT    NOT NULL,
    PRIMARY KEY (outbox, student)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    student   TEXT    NOT NULL,
    household TEXT    NOT NULL,
    guardian  TEXT,
    direction TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    personal  INTEGER NOT NULL,
    tone      TEXT    NOT NULL,
    inbound   INTEGER REFERENCES inbound (id),
    outbox    INTEGER REFERENCES outbox (id),
    UNIQUE (inbound, student, household),
    UNIQUE (outbox, student, household)
) STRICT;
CREATE INDEX contact_by_home ON contact (student, household, personal, direction, at);
CREATE INDEX contact_sent ON contact (student, household, at) WHERE outbox IS NOT NULL;
CREATE INDEX contact_tone ON contact (student, household, tone, at) WHERE tone <> 'neutral';

CREATE TABLE moment (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    student     TEXT    NOT NULL,
    kind        TEXT,               -- where the teacher named one
    text        TEXT    NOT NULL,
    by          TEXT,               -- who noted it, as families see the name
    prepared_at INTEGER,            -- when the drafts of its notes were written; NULL: they are owed
    rests_until INTEGER,            -- the teacher said no; from then on it is offered once more
    used_at     INTEGER
) STRICT;
CREATE INDEX moment_new ON moment (id) WHERE used_at IS NULL;
CREATE INDEX moment_owed ON moment (id) WHERE used_at IS NULL AND prepared_at IS NULL;
CREATE INDEX moment_student ON moment (student, at);

-- What was made of a teacher's words for readers of another language; NULL: the service was asked and gave nothing.
CREATE TABLE translation (
    words    BLOB    NOT NULL,      -- hash of the words and their language
    language TEXT    NOT NULL,
    text     TEXT,
    at       INTEGER NOT NULL,
    PRIMARY KEY (words, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo (
    moment INTEGER NOT NULL PRIMARY KEY REFERENCES moment (id),
    jpeg   BLOB    NOT NULL         -- as it is sent
) STRICT;

-- Whose consent a photo needs: who is on it, and the child the moment is about.
CREATE TABLE photo_child (
    moment  INTEGER NOT NULL REFERENCES photo (moment),
    student TEXT    NOT NULL,
    seen    INTEGER NOT NULL,       -- on the photo
    PRIMARY KEY (moment, student)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_moment (
    outbox INTEGER NOT NULL REFERENCES outbox (id),
    moment INTEGER NOT NULL REFERENCES moment (id),
    PRIMARY KEY (outbox, moment)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_moment_of ON outbox_moment (moment);

-- The photos in the bytes of a mail.
CREATE TABLE outbox_photo (
    outbox INTEGER NOT NULL REFERENCES outbox (id),
    moment INTEGER NOT NULL REFERENCES photo (moment),
    PRIMARY KEY (outbox, moment)
) STRICT, WITHOUT ROWID;

-- The teacher's own; kept apart from the record, in no family's export.
CREATE TABLE private_note (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    student TEXT,                   -- NULL: about the class
    text    TEXT    NOT NULL
) STRICT;

-- The commands of one mail of a teacher's, or of one call on the machine.
CREATE TABLE command (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    teacher TEXT,                   -- NULL: somebody with rights on the machine
    inbound INTEGER REFERENCES inbound (id),
    receipt INTEGER,                -- the mail that told what was done
    numbers TEXT                    -- the day of the summary whose numbers it meant
) STRICT;
CREATE INDEX command_receipt ON command (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX command_inbound ON command (inbound) WHERE inbound IS NOT NULL;
CREATE INDEX command_teacher ON command (teacher, at);

-- What has acted, and does not act again: a button, or a line under its key.
CREATE TABLE command_mark (
    mark    BLOB    NOT NULL PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command (id)
) STRICT, WITHOUT ROWID;

-- What of a summary the commands were about.
CREATE TABLE command_target (
    command INTEGER NOT NULL REFERENCES command (id),
    kind    TEXT    NOT NULL,
    target  INTEGER NOT NULL,
    job     TEXT    NOT NULL,
    slot    TEXT    NOT NULL,
    PRIMARY KEY (kind, target, job, slot, command)
) STRICT, WITHOUT ROWID;

-- What the commands did that can be taken back.
CREATE TABLE command_undo (
    command   INTEGER NOT NULL REFERENCES command (id),
    kind      TEXT    NOT NULL,     -- 'mail', 'settled', 'moment', 'goal' or 'step'
    target    INTEGER NOT NULL,
    was_draft INTEGER NOT NULL,
    PRIMARY KEY (command, kind, target)
) STRICT, WITHOUT ROWID;

-- An answer to a question of ours: the line that is meant if it is chosen.
CREATE TABLE asked_back (
    id      INTEGER NOT NULL,
    part    INTEGER NOT NULL,
    command INTEGER NOT NULL REFERENCES command (id),
    line    TEXT    NOT NULL,
    PRIMARY KEY (id, part)
) STRICT, WITHOUT ROWID;

-- What the teacher wants to see again on a later day.
CREATE TABLE snoozed (
    kind   TEXT    NOT NULL,        -- as in summary_item
    target INTEGER NOT NULL,
    job    TEXT    NOT NULL,
    slot   TEXT    NOT NULL,
    until  TEXT    NOT NULL,
    PRIMARY KEY (kind, target, job, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_run (
    job     TEXT    NOT NULL,
    slot    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT    NOT NULL,       -- 'ran' or 'skipped'
    late    INTEGER NOT NULL,
    mails   INTEGER NOT NULL,
    reason  TEXT    NOT NULL,       -- why it was skipped, a word of a closed set
    PRIMARY KEY (job, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_run_at ON job_run (at);

-- An occurrence that was begun and did not come to its end: counted before it runs, since the process may end with it.
CREATE TABLE job_try (
    job   TEXT    NOT NULL,
    slot  TEXT    NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (job, slot)
) STRICT, WITHOUT ROWID;

-- Since when a job has stood in the class file with this cron line, every field written out.
CREATE TABLE job_seen (
    job   TEXT    NOT NULL PRIMARY KEY,
    cron  TEXT    NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is said of a mail of ours: by a delivery report that names it, or by the server that refused it at the door.
CREATE TABLE delivery_report (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    outbox     INTEGER NOT NULL REFERENCES outbox (id),
    recipient  TEXT    NOT NULL,
    fate       TEXT    NOT NULL,    -- 'delivered', 'delayed' or 'failed'
    status     TEXT,
    reason     TEXT,                -- why it failed, a word of a closed set
    permanent  INTEGER NOT NULL,    -- it would fail again
    diagnostic TEXT,                -- the server's own words
    noted_at   INTEGER NOT NULL,    -- when homeroom learnt of it: a report may have lain in the mailbox for days
    UNIQUE (outbox, fate, at)       -- a report that is read again is the same report
) STRICT;
CREATE INDEX delivery_report_recipient ON delivery_report (recipient, at);
CREATE INDEX delivery_report_noted ON delivery_report (noted_at) WHERE fate = 'failed';

-- What somebody asked to get, by mailbox: the address without its sub-address.
CREATE TABLE preference (
    mailbox    TEXT    NOT NULL PRIMARY KEY,
    level      TEXT    NOT NULL,    -- a word of a closed set
    weekly     INTEGER NOT NULL,
    language   TEXT,                -- NULL: the roster's
    changed_at INTEGER NOT NULL     -- when the mail came that asked for it last
) STRICT, WITHOUT ROWID;

-- A mail that asked for something of the kind, and whether it was done: understood again, it asks for nothing.
CREATE TABLE preference_request (
    inbound  INTEGER NOT NULL PRIMARY KEY REFERENCES inbound (id),
    at       INTEGER NOT NULL,
    noted_at INTEGER NOT NULL,
    sender   TEXT    NOT NULL,
    wish     TEXT    NOT NULL,      -- a word of a closed set
    detail   TEXT,                  -- a language or an address
    outcome  TEXT    NOT NULL       -- 'done', 'told' or 'unproven'
) STRICT;
CREATE INDEX preference_request_noted ON preference_request (noted_at);

-- What a teacher changed beside the class list. A row stays; what the list says by now, or a person took back, holds no
-- more.
CREATE TABLE roster_change (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    by       TEXT    NOT NULL,      -- who entered it
    kind     TEXT    NOT NULL,      -- 'address' or 'blocked'
    student  TEXT    NOT NULL,
    guardian TEXT    NOT NULL,
    address  TEXT,                  -- NULL: a block of somebody without one
    words    TEXT,                  -- what a block rests on
    dated    TEXT,                  -- of the order
    until    TEXT,                  -- its last day
    state    TEXT    NOT NULL       -- 'open', 'listed' or 'revoked'
) STRICT;
CREATE INDEX roster_change_open ON roster_change (id) WHERE state = 'open';

-- A mail of a family that the teacher called done.
CREATE TABLE settled (
    inbound INTEGER NOT NULL PRIMARY KEY REFERENCES inbound (id),
    at      INTEGER NOT NULL
) STRICT;

-- What the teacher or a family will do by a day.
CREATE TABLE promise (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    made_at   INTEGER NOT NULL,
    by_party  TEXT    NOT NULL,     -- 'school' or 'family'
    student   TEXT,                 -- NULL: about no child alone
    household TEXT,                 -- NULL: to no home alone
    text      TEXT    NOT NULL,
    due       TEXT    NOT NULL,
    source    TEXT    NOT NULL,     -- what it was made by, a word of a closed set
    kept_by   TEXT    NOT NULL,     -- what keeps it beside the teacher's word, a word of a closed set
    closed_at INTEGER,              -- when the teacher called it kept
    plan      INTEGER REFERENCES plan (id) -- whose step it is
) STRICT;
CREATE INDEX promise_open ON promise (due, id) WHERE closed_at IS NULL;
CREATE INDEX promise_plan ON promise (plan, id) WHERE plan IS NOT NULL;

-- What school, home and child do together for one child; its steps are promises. One is open at a time.
CREATE TABLE plan (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    student  TEXT    NOT NULL,
    by       TEXT    NOT NULL,      -- who wrote in it last, as families see the name
    begun_at INTEGER NOT NULL,
    tell_at  INTEGER,               -- when what is new in it is written to the homes; NULL: nothing is owed
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX plan_open ON plan (student) WHERE ended_at IS NULL;
CREATE INDEX plan_student ON plan (student, id);
CREATE INDEX plan_owed ON plan (tell_at) WHERE tell_at IS NOT NULL;

CREATE TABLE plan_goal (
    id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    plan INTEGER NOT NULL REFERENCES plan (id),
    at   INTEGER NOT NULL,
    text TEXT    NOT NULL
) STRICT;
CREATE INDEX plan_goal_of ON plan_goal (plan, id);

-- A letter about a plan, and how far it tells it: the last goal and the last step in it, 0 where there is none.
CREATE TABLE plan_letter (
    outbox INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id),
    plan   INTEGER NOT NULL REFERENCES plan (id),
    goal   INTEGER NOT NULL,
    step   INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_letter_of ON plan_letter (plan);

-- A sentence of the teacher's own mail that names a day; the mail lies in Sent or went through homeroom.
CREATE TABLE promise_offer (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    inbound     INTEGER REFERENCES inbound (id),
    outbox      INTEGER REFERENCES outbox (id),
    student     TEXT    NOT NULL,
    household   TEXT    NOT NULL,
    guardian    TEXT,               -- NULL: several
    sentence    TEXT    NOT NULL,
    due         TEXT    NOT NULL,
    answered_at INTEGER,            -- when the teacher said whether it is a promise
    CHECK ((inbound IS NULL) <> (outbox IS NULL)),
    UNIQUE (inbound, due),
    UNIQUE (outbox, due)
) STRICT;
CREATE INDEX promise_offer_open ON promise_offer (due, id) WHERE answered_at IS NULL;

-- A question sent through homeroom whose answer the teacher waits for no longer.
CREATE TABLE settled_question (
    outbox INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id),
    at     INTEGER NOT NULL
) STRICT;

-- A question that a teacher put to one home or to many, each by a letter of its own.
CREATE TABLE question (
    id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at   INTEGER NOT NULL,
    text TEXT                       -- NULL: which of some times to meet suits
) STRICT;

CREATE TABLE question_letter (
    outbox   INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id),
    question INTEGER NOT NULL REFERENCES question (id)
) STRICT;
CREATE INDEX question_letter_of ON question_letter (question);

-- The times to meet that a letter offers, as it numbers them.
CREATE TABLE meeting_time (
    invitation INTEGER NOT NULL REFERENCES outbox (id),
    number     INTEGER NOT NULL,
    time       TEXT    NOT NULL,
    PRIMARY KEY (invitation, number)
) STRICT, WITHOUT ROWID;

-- The one of them that the guardian chose, by the latest word of theirs.
CREATE TABLE meeting (
    invitation INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id),
    time       TEXT    NOT NULL,
    inbound    INTEGER NOT NULL REFERENCES inbound (id),
    at         INTEGER NOT NULL,    -- when that mail came
    noted_at   INTEGER NOT NULL,
    promise    INTEGER NOT NULL REFERENCES promise (id)
) STRICT;
-- A difficult letter that a teacher began: the words in its five blanks, the same for every home of the child.
CREATE TABLE hard_draft (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    begun_at    INTEGER NOT NULL,
    writer      TEXT,               -- the registered address; NULL: the class has no teacher
    student     TEXT    NOT NULL,
    question    TEXT,               -- NULL here and below: the blank is empty
    want        TEXT,
    fact        TEXT,
    proposal    TEXT,
    speak_again TEXT,
    reader      TEXT,               -- the colleague who is asked to read it first, by the registered address
    read_at     INTEGER,
    not_before  INTEGER NOT NULL    -- it sleeps until then
) STRICT;

-- Its letters, and the mails that ask a colleague to read it.
CREATE TABLE hard_mail (
    outbox INTEGER NOT NULL PRIMARY KEY REFERENCES outbox (id),
    hard   INTEGER NOT NULL REFERENCES hard_draft (id)
) STRICT;
CREATE INDEX hard_mail_of ON hard_mail (hard);

-- What the numbers of a summary stand for.
CREATE TABLE summary_item (
    day     TEXT    NOT NULL,
    ordinal INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    target  INTEGER NOT NULL,
    job     TEXT    NOT NULL,       -- a run that is still to come, by its job and slot
    slot    TEXT    NOT NULL,
    PRIMARY KEY (day, ordinal, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE health (
    name  TEXT    NOT NULL PRIMARY KEY,
    value TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what: words of closed sets and ids alone. It grows at its end and is never changed.
CREATE TABLE log (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    act     TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    hash    BLOB    NOT NULL        -- over the hash before it and this line
) STRICT;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is never shortened'); END;
CREATE INDEX log_roster ON log (id) WHERE act = 'roster';
-- Also against INSERT OR REPLACE, for which no trigger of a DELETE runs.
CREATE TRIGGER log_grows_at_its_end BEFORE INSERT ON log
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'the log grows at its end alone'); END;
