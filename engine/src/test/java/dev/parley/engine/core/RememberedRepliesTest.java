package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.RememberedReplies.Reply;
import org.junit.jupiter.api.Test;

final class RememberedRepliesTest {

    private final RememberedReplies replies = new RememberedReplies();

    @Test
    void findsTheTokensOfAText() {
        replies.remember("Ada", new Reply("Hello you", ids(1, 2), ids(5, 9)));

        assertThat(found("Ada", "Hello you")).containsExactly(1, 2);
        assertThat(found("Ada", "Hello")).containsExactly(1);
    }

    @Test
    void doesNotGuessInsideAToken() {
        replies.remember("Ada", new Reply("Hello you", ids(1, 2), ids(5, 9)));

        assertThat(replies.find("Ada", "Hell")).isEmpty();
        assertThat(replies.find("Ada", "Hello you too")).isEmpty();
        assertThat(replies.find("Ada", "")).isEmpty();
    }

    @Test
    void keepsConversationsApart() {
        replies.remember("Ada", new Reply("Hello", ids(1), ids(5)));

        assertThat(replies.find("Bob", "Hello")).isEmpty();
    }

    @Test
    void prefersTheNewerTokensOfATextThatCameTwice() {
        replies.remember("Ada", new Reply("Hello", ids(1), ids(5)));
        replies.remember("Ada", new Reply("Hello", ids(2, 3), ids(2, 5)));

        assertThat(found("Ada", "Hello")).containsExactly(2, 3);
        assertThat(replies.forget("Ada")).isEqualTo(1);
    }

    @Test
    void prefersAWholeReplyToTheBeginningOfANewerOne() {
        replies.remember("Ada", new Reply("Yes", ids(1), ids(3)));
        replies.remember("Ada", new Reply("Yes, it is", ids(2, 3, 4), ids(1, 3, 10)));

        assertThat(found("Ada", "Yes")).containsExactly(1);
    }

    @Test
    void keepsTheBytesOfAHalfCharacterWithTheTextBeforeIt() {
        // The last token is half a character: no character was complete after it.
        replies.remember("Ada", new Reply("Hi", ids(1, 2), ids(2, 2)));

        assertThat(found("Ada", "Hi")).containsExactly(1, 2);
    }

    @Test
    void joinsTheParts() {
        Reply whole = new Reply("Hi", ids(1, 2), ids(2, 2)).followedBy(new Reply("🙂!", ids(3, 4), ids(2, 3)));

        assertThat(whole.text()).isEqualTo("Hi🙂!");
        assertThat(whole.ids()).containsExactly(1, 2, 3, 4);
        assertThat(whole.ends()).containsExactly(2, 2, 4, 5);
    }

    @Test
    void forgetsAConversation() {
        replies.remember("Ada", new Reply("Hello", ids(1), ids(5)));
        replies.remember("Ada", new Reply("Bye", ids(2), ids(3)));

        assertThat(replies.forget("Ada")).isEqualTo(2);
        assertThat(replies.forget("Ada")).isZero();
        assertThat(replies.find("Ada", "Hello")).isEmpty();
    }

    @Test
    void theOldestConversationsMakeRoom() {
        for (int i = 0; i < 5000; i++) {
            replies.remember("c" + i, new Reply("Hello " + i, new int[1000], new int[1000]));
        }

        assertThat(replies.find("c0", "Hello 0")).isEmpty();
        assertThat(replies.find("c4999", "Hello 4999")).isPresent();
    }

    private int[] found(String key, String text) {
        return replies.find(key, text).orElseThrow().ids();
    }

    private static int[] ids(int... ids) {
        return ids;
    }
}
