package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.WARM;
import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.Adapters.Loaded;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight conversations at once over four adapters, a thousand replies, the adapter changing from reply to reply. The system
 * prompt is the same under all of them, so that a state that served the wrong one would be found. Some 25 seconds of one
 * core; much longer by the clock where others want it too.
 */
@Timeout(900)
final class AdapterLeakTest {

    private static final int CONVERSATIONS = 8;
    private static final int ADAPTERS = 4;
    private static final int ROUNDS_EACH = 125;
    private static final int REPLY = 6;
    /** Exchanges before a conversation starts again. */
    private static final int LONGEST = 4;

    private static final double FAR = 3 * Oracle.MOVED;

    private static final Message PERSONA = system("You are a bridge.");

    @TempDir
    Path folder;

    /** A reply as it was sampled. */
    private record Sampled(int[] prompt, List<ScoredToken> scores, int adapter) {
        int[] all() {
            int[] all = Arrays.copyOf(prompt, prompt.length + scores.size());
            for (int i = 0; i < scores.size(); i++) {
                all[prompt.length + i] = scores.get(i).id();
            }
            return all;
        }

        /** How far the token that differs most is from what it was sampled with. */
        double distance(double[] logprobs) {
            return IntStream.range(0, logprobs.length)
                    .mapToDouble(i -> Math.abs(scores.get(i).logprob() - logprobs[i]))
                    .max()
                    .orElseThrow();
        }
    }

    @Test
    void everyReplyComesFromItsOwnAdapterAndNoOther() {
        Path model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        Models models = new Models(model, 256, CONVERSATIONS, CONVERSATIONS * 256, 8 << 20, null);
        double worst = 0;
        double nearest = Double.POSITIVE_INFINITY;
        int replies = 0;
        try (Engine engine = models.open();
                Oracle oracle = new Oracle(model, 256)) {
            List<AdapterSet> adapters = new ArrayList<>();
            for (int i = 0; i < ADAPTERS; i++) {
                Path file = TinyLora.of(i).writeTo(folder.resolve(i + ".gguf"), model);
                Loaded loaded = engine.adapters().load(file, null);
                adapters.add(engine.adapters().find(List.of(new Wanted(loaded.id(), 1))));
                oracle.load(file);
            }
            List<Sampled> said = talk(engine, adapters);
            engine.scheduler().usage().join();
            for (Sampled each : said) {
                int[] all = each.all();
                for (int other = -1; other < ADAPTERS; other++) {
                    double distance = each.distance(oracle.logprobs(all, each.prompt.length, other));
                    if (other == each.adapter) {
                        worst = Math.max(worst, distance);
                    } else {
                        nearest = Math.min(nearest, distance);
                    }
                }
                replies++;
            }
        }

        assertThat(replies).isEqualTo(CONVERSATIONS * ROUNDS_EACH);
        assertThat(worst).as("natural logarithms, under its own adapter").isLessThan(Oracle.MOVED);
        assertThat(nearest).as("natural logarithms, under any other").isGreaterThan(FAR);
    }

    private static List<Sampled> talk(Engine engine, List<AdapterSet> adapters) {
        List<CompletableFuture<List<Sampled>>> conversations = IntStream.range(0, CONVERSATIONS)
                .mapToObj(each -> CompletableFuture.supplyAsync(
                        () -> conversation(engine, adapters, each),
                        task -> Thread.ofPlatform().start(task)))
                .toList();
        return conversations.stream().flatMap(each -> each.join().stream()).toList();
    }

    private static List<Sampled> conversation(Engine engine, List<AdapterSet> adapters, int number) {
        Random random = new Random(number);
        List<Sampled> sampled = new ArrayList<>();
        List<Message> messages = new ArrayList<>(List.of(PERSONA));
        for (int round = 0; round < ROUNDS_EACH; round++) {
            if (messages.size() > 2 * LONGEST) {
                messages = new ArrayList<>(List.of(PERSONA));
            }
            messages.add(user("Question " + random.nextInt(100)));
            int adapter = random.nextInt(ADAPTERS);
            Asking asking = Asking.about(messages)
                    .key("conversation " + number)
                    .most(REPLY)
                    .sampled(WARM, random.nextInt())
                    .under(adapters.get(adapter))
                    .scored(0);
            GenerationRequest request = asking.request(engine);
            Heard heard = new Heard();
            engine.scheduler().submit(request, heard);
            heard.await();
            sampled.add(new Sampled(request.prompt().tokens(), List.copyOf(heard.scores), adapter));
            messages.add(assistant(heard.said()));
        }
        return sampled;
    }
}
