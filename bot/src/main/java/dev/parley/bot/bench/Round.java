package dev.parley.bot.bench;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.FinishReason;
import dev.parley.engine.client.GenerationListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The conversations of one round with one server: each person sends the next message when the reply has come. */
final class Round {
    private final BenchServer server;
    private final int number;
    private final int replyTokens;
    private final Cancellation cancellation;
    private final Consumer<Sample> heard;
    private final List<Conversation> conversations;

    /**
     * @param server who answers
     * @param number which round this is, from 0
     * @param script what the people write
     * @param replyTokens of each reply
     * @param cancellation ends it; replies that it cuts off are not counted
     * @param heard takes each reply, from any thread
     */
    Round(
            BenchServer server,
            int number,
            Script script,
            int replyTokens,
            Cancellation cancellation,
            Consumer<Sample> heard) {
        this.server = server;
        this.number = number;
        this.replyTokens = replyTokens;
        this.cancellation = cancellation;
        this.heard = heard;
        conversations = script.talks().stream().map(Conversation::new).toList();
    }

    /** Everybody writes at once. */
    void atOnce() throws InterruptedException {
        List<Thread> people = conversations.stream()
                .map(each -> Thread.ofVirtual().name("bench-person").start(each::toItsEnd))
                .toList();
        for (Thread each : people) {
            each.join();
        }
    }

    /** One message is on its way at a time: the first of each conversation, then the second of each. */
    void inTurn(int fromTurn, int toTurn) {
        for (int turn = fromTurn; turn < toTurn; turn++) {
            conversations.forEach(Conversation::next);
        }
    }

    /** The next message of one person, counted from 0, where the others' come later. */
    void next(int person) {
        conversations.get(person).next();
    }

    /** One person's side. Used by one thread at a time. */
    private final class Conversation {
        private final Script.Talk talk;
        private final List<ChatMessage> history = new ArrayList<>();
        private int turn;
        private int known;
        private boolean over;

        Conversation(Script.Talk talk) {
            this.talk = talk;
            history.add(SystemMessage.from(talk.system()));
        }

        void toItsEnd() {
            while (turn < talk.messages().size() && !over) {
                next();
            }
        }

        void next() {
            if (over || cancellation.isCancelled()) {
                over = true;
                return;
            }
            history.add(UserMessage.from(talk.messages().get(turn)));
            Arrivals arrivals = new Arrivals();
            long sentAt = System.nanoTime();
            try {
                Completion reply = server.ask(history, replyTokens, talk.key(), cancellation, arrivals);
                if (reply.finishReason() == FinishReason.CANCELLED) {
                    over = true;
                    return;
                }
                answered(reply, sentAt, arrivals);
            } catch (EngineException e) {
                // The history has a hole now: nothing after it could be compared.
                over = true;
                heard.accept(new Sample(
                        number, turn, sentAt, arrivals.times(), 0, -1, 0, 0, String.valueOf(e.getMessage())));
            }
        }

        private void answered(Completion reply, long sentAt, Arrivals arrivals) {
            boolean empty = arrivals.count == 0;
            // A server with timings says how much it read; without them a 0 may mean that it keeps silent.
            boolean says = reply.cachedTokens() > 0 || reply.prefillTps() > 0;
            heard.accept(new Sample(
                    number,
                    turn,
                    sentAt,
                    arrivals.times(),
                    reply.promptTokens(),
                    says ? reply.cachedTokens() : -1,
                    known,
                    reply.completionTokens(),
                    empty ? "The reply was empty." : null));
            over = empty;
            history.add(AiMessage.from(empty ? " " : reply.text()));
            // The last one was drawn and never read.
            known = reply.promptTokens() + reply.completionTokens() - 1;
            turn++;
        }
    }

    /** Written by the stream's thread, read after the reply has ended. */
    private static final class Arrivals implements GenerationListener {
        private long[] at = new long[64];
        private int count;

        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {
            if (count == at.length) {
                at = Arrays.copyOf(at, 2 * count);
            }
            at[count++] = System.nanoTime();
        }

        long[] times() {
            return Arrays.copyOf(at, count);
        }
    }
}
