-- Replies that are being shown on a platform: what is still here after a start may show less than what is stored.

create table if not exists open_reply (
    -- No foreign key: it is opened before the turn is stored.
    turn_id   uuid primary key,
    platform  varchar not null,
    channel   varchar not null,
    question  varchar,
    for_one   boolean not null
);
