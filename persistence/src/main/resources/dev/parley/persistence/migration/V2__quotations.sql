-- What went into a question from before it, of other people: kept apart, so that each of them can be forgotten.
create table if not exists quotation (
    turn_id      uuid not null references turn (id) on delete cascade,
    position     integer not null,
    platform     varchar not null,
    author_id    varchar not null,
    author_name  varchar not null,
    external_id  varchar,
    text         text not null,
    primary key (turn_id, position)
);
create index if not exists quotation_author on quotation (platform, author_id);
create index if not exists quotation_message on quotation (platform, external_id);

-- Counts what changed a question while its reply was owed: an edit, a message that joined, one that was deleted.
alter table inbox add column if not exists revision integer default 0 not null;
-- The entry whose question this message joined; it has no reply of its own.
alter table inbox add column if not exists joined_to uuid;
-- The persona that was chosen for this message alone.
alter table inbox add column if not exists persona varchar;
create index if not exists inbox_joined on inbox (joined_to);

-- Whether Parley answers there without being mentioned.
alter table place add column if not exists attentive boolean default false not null;
