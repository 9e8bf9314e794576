package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {
    private static final int CONVERSATIONS = 6;
    private static final int TURNS = 20;
    private static final List<String> WORDS =
            List.of("the", "river", "and", "a", "house", "of", "water", "in", "which", "people", "write", "12");

    /** The small model's own end of turn comes early or late, as a real one's does. */
    @Test
    void sixConversationsInTurnReadOnlyWhatIsNew(@TempDir Path folder) {
        try (World world = World.open(folder, TinyModel.standard().withContextLength(8192), 4096)) {
            Bot bot = world.bot(40);
            Random random = new Random(11);
            List<List<Generation>> all = new ArrayList<>();
            for (int i = 0; i < CONVERSATIONS; i++) {
                all.add(new ArrayList<>());
            }
            for (int turn = 0; turn < TURNS; turn++) {
                for (int i = 0; i < CONVERSATIONS; i++) {
                    ConversationKey key = World.place("conversation " + i);
                    all.get(i)
                            .add(requireNonNull(
                                    bot.say(key, words(random)).reply().generation()));
                }
            }

            long read = 0;
            long fresh = 0;
            for (List<Generation> turns : all) {
                for (int n = 1; n < turns.size(); n++) {
                    Generation before = turns.get(n - 1);
                    Generation now = turns.get(n);
                    read += now.promptTokens() - now.cachedTokens();
                    fresh += now.promptTokens() - before.promptTokens() - before.completionTokens();
                }
            }
            assertThat((double) read).as("tokens read of %d new ones", fresh).isLessThanOrEqualTo(1.1 * fresh);
            assertThat(all.stream().flatMap(List::stream).map(Generation::finish))
                    .contains(Finish.STOP, Finish.LENGTH);
        }
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(i == 29 ? "?" : " ");
        }
        return text.toString();
    }
}
