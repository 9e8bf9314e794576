package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.Scheduler.Usage;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long prompts are read in a context of their own, and nobody can tell from what is said. */
final class DeskTest {
    private static final Message PERSONA = system("You are a bridge over the river.");
    private static final String LONG = "The old bridge would stand over the river and the hills, and why? ".repeat(12);

    @TempDir
    Path folder;

    private Path file;
    private Engine engine;
    private final ConcurrentLinkedQueue<Integer> atDesk = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        file = TinyModel.standard().withoutEnd().writeTo(folder.resolve("endless.gguf"));
        engine = Models.of(file).open();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Notes with each chunk and each text what is at the desk. */
    private Heard watched() {
        return new Heard(_ -> note(), _ -> note());
    }

    /** The same of texts alone; with the first one, another one asks. */
    private Heard inviting(Asking other, Heard company) {
        CompletableFuture<Boolean> invited = new CompletableFuture<>();
        return new Heard(_ -> {}, _ -> {
            note();
            if (invited.complete(true)) {
                other.submit(engine, company);
            }
        });
    }

    private void note() {
        var _ = engine.scheduler().usage().thenAccept(usage -> atDesk.add(usage.deskCells()));
    }

    private void isRight(Asking asking, Heard heard) {
        heard.await();
        List<Message> all = new ArrayList<>(asking.messages());
        int[] prompt = engine.prompts().encode(all, asking.key()).tokens();
        all.add(assistant(heard.said()));
        int[] whole = engine.prompts().encode(all, asking.key()).tokens();
        try (Oracle oracle = new Oracle(file, 2048)) {
            assertThat(oracle.worst(prompt, whole)).isLessThan(Oracle.NEAR_TIE);
        }
    }

    private void nothingIsLeft() {
        await().until(() -> !engine.scheduler().busy());
        assertThat(engine.scheduler().usage().join())
                .returns(0, Usage::usedCells)
                .returns(0, Usage::deskCells)
                .returns(0, Usage::slots);
    }

    @Test
    void aLongPromptIsReadThereAndItsReplyGoesOnThereAlone() {
        Asking asking = Asking.about(PERSONA, user(LONG)).key("Ada");
        Heard heard = watched();
        asking.submit(engine, heard);
        int prompt = heard.await().promptTokens();

        nothingIsLeft();
        assertThat(atDesk).anyMatch(each -> each > prompt);
        isRight(asking, heard);
    }

    @Test
    void aShortOneIsNot() {
        Heard heard = watched();
        Asking.about(PERSONA, user("Why?")).submit(engine, heard);
        heard.await();
        nothingIsLeft();
        assertThat(atDesk).containsOnly(0);
    }

    @Test
    void whatWasReadThereIsKnownInTheNextTurn() {
        Asking asking = Asking.about(PERSONA, user(LONG)).key("Ada");
        Heard first = asking.ask(engine);
        int known = first.await().promptTokens();
        Asking next = Asking.about(PERSONA, user(LONG), assistant(first.said()), user("And then? " + LONG))
                .key("Ada");
        Heard second = watched();
        next.submit(engine, second);

        assertThat(second.await().cachedTokens()).isGreaterThan(known);
        nothingIsLeft();
        assertThat(atDesk).anyMatch(each -> each > known);
        isRight(next, second);
    }

    @Test
    void itMovesBackWhenOthersAreAnsweredToo() {
        Asking asking = Asking.about(PERSONA, user(LONG)).key("Ada").most(60);
        Asking other = Asking.about(PERSONA, user("Why?")).key("Bob").most(60);
        Heard company = watched();
        Heard heard = inviting(other, company);
        asking.submit(engine, heard);
        heard.await();
        company.await();

        nothingIsLeft();
        assertThat(atDesk.peek()).isPositive();
        assertThat(atDesk).contains(0);
        isRight(asking, heard);
        isRight(other, company);
    }

    @Test
    void itMakesRoomForTheNextLongPrompt() {
        Asking asking = Asking.about(PERSONA, user(LONG)).key("Ada").most(60);
        Asking other =
                Asking.about(PERSONA, user("Well: " + LONG + LONG)).key("Bob").most(60);
        Heard second = watched();
        Heard heard = inviting(other, second);
        asking.submit(engine, heard);
        int first = heard.await().promptTokens();
        int last = second.await().promptTokens();

        nothingIsLeft();
        assertThat(last).isGreaterThan(first + 60);
        assertThat(atDesk).anyMatch(each -> each >= first && each <= first + 60).anyMatch(each -> each > first + 60);
        isRight(asking, heard);
        isRight(other, second);
    }
}
