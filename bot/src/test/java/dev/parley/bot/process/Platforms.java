package dev.parley.bot.process;

import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Pace;
import java.time.Duration;
import java.util.Set;

/** The platforms on the loopback, as a whole Parley in a process of its own needs them. */
final class Platforms {
    private Platforms() {}

    /** A Slack that grants every scope of the manifest, and is patient with a process that shares a slow machine. */
    static FakeSlack slack() {
        FakeSlack slack =
                FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1)));
        Set.of("channels:read", "groups:read", "im:read", "mpim:read", "im:write")
                .forEach(slack::grant);
        return slack;
    }
}
