-- What a platform told besides messages, which the inbox knows: what it tells again is known, for ever.

create table if not exists seen_event (
    platform  varchar not null,
    event_id  varchar not null,
    primary key (platform, event_id)
);
