package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.Turn;
import org.junit.jupiter.api.Test;

/** Mentions, direct messages and threads, by Socket Mode. */
final class SlackBotTest extends SlackTest {
    @Test
    void answersAMentionInItsThread() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "Hello there");

        StoredMessage reply = finished(general, asked, 1);
        assertThat(reply.threadTs()).isEqualTo(asked);
        var turns = history(thread(general, asked));
        assertThat(turns).extracting(Turn::text).startsWith("Hello there").hasSize(2);
        assertThat(turns.getFirst().author().name()).isEqualTo("Ada");
        assertThat(reply.text()).contains(turns.getLast().text().strip().substring(0, 5));
    }

    @Test
    void goesOnInItsThreadWithoutAnotherMention() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);
        slack.says(ada, general, "two", asked);
        finished(general, asked, 2);

        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .hasSize(4)
                .contains("one", "two");
    }

    @Test
    void leavesAloneWhatIsForSomebodyElse() throws InterruptedException {
        go(world.bot(12));
        var ben = slack.user("Ben");
        slack.says(ada, general, "Lunch?");
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);
        slack.says(ada, general, "<@" + ben.id() + "> what do you think?", asked);
        await().until(() -> !world.database().conversations().attends(thread(general, asked)));
        slack.says(ben, general, "Quite so.", asked);
        String other = slack.mentions(ada, general, "two");
        finished(general, other, 1);

        assertThat(own(slack.thread(general, asked))).hasSize(1);
        slack.says(ada, general, "<@" + slack.botUserId() + "> and you?", asked);
        finished(general, asked, 2);
        slack.says(ada, general, "again", asked);
        finished(general, asked, 3);
    }

    @Test
    void answersEveryDirectMessageInOneConversation() throws InterruptedException {
        go(world.bot(12));
        var direct = slack.direct(ada);
        slack.says(ada, direct, "one");
        finished(direct, 1);
        slack.says(ada, direct, "two");
        finished(direct, 2);

        assertThat(history(direct(direct))).extracting(Turn::text).contains("one", "two");
    }

    @Test
    void answersInTheThreadOfADirectMessage() throws InterruptedException {
        go(world.bot(12));
        var direct = slack.direct(ada);
        String root = slack.says(ada, direct, "one");
        finished(direct, 1);
        slack.says(ada, direct, "two", root);

        finished(direct, root, 1);
    }

    @Test
    void answersEveryMessageOfAGroup() throws InterruptedException {
        go(world.bot(12));
        var group = slack.group(ada, slack.user("Ben"));
        slack.says(ada, group, "one");

        finished(group, 1);
    }

    @Test
    void leavesOneMessageOfALongReply() throws InterruptedException {
        go(world.bot(1500));
        String asked = slack.mentions(ada, general, "Tell me a long story");

        finished(general, asked, 1);
        assertThat(slack.thread(general, asked)).hasSize(2);
    }

    @Test
    void stopsByItsButtonForWhoAskedOnly() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Tell me a story");
            StoredMessage running = await().until(() -> own(slack.thread(general, asked)), each -> !each.isEmpty())
                    .getFirst();
            var ben = slack.user("Ben");
            var refused = slack.press(ben, general, running.ts(), "parley:stop");
            await().until(() -> refused.messages().size() == 1);

            slack.press(ada, general, running.ts(), "parley:stop");
            await().until(() ->
                    own(slack.thread(general, asked)).getFirst().text().contains("Stopped"));
        } finally {
            world.engineAway(false);
        }
    }
}
