package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.FairLine.Ticket;
import dev.parley.persistence.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two hours of a busy day in discrete events, at what steps and reading cost on two cores ({@code engine.md}): thirty
 * people who always want more, whose replies differ by up to twenty times, and three who ask now and then: less than
 * their share of the engine would be, and never before they have their answer.
 */
final class AdmissionFairnessTest {
    private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
    private static final Duration DAY = Duration.ofHours(2);
    private static final int SEATS = 8;
    private static final int BUSY = 30;
    private static final int LIGHT = 3;
    private static final double DEAREST = 20;

    /** Of a step by the replies in it. */
    private static final double[] STEP_MILLIS = {0, 10, 20, 27, 30, 36, 42, 47.5, 53};

    private static final double READ_A_SECOND = 140;
    private static final int CHUNK = 32;

    /** What the engine gets through when its seats are taken: written 151 a second, read 140. */
    private static final double CAPACITY = 145;

    /** What the busy ones want together. */
    private static final double LOAD = 1.5;

    /** How the line is kept. */
    private enum Kept {
        FAIR,
        /** All are one person, of whom the first message goes first. */
        FIRST_COME_FIRST_SERVED
    }

    /** How the busy ones send. */
    private enum Sending {
        /** Two of each wait at any time. */
        ALWAYS_TWO,
        /** All the same number of tokens, so the cheap ones many messages; what is refused is lost. */
        THE_SAME_TOKENS
    }

    private static final class Message {
        private final int person;
        private final Ticket ticket;
        private final double asked;
        private final int begunBefore;
        private final int cost;
        private int toRead;
        private int toWrite;
        private double begun;

        private Message(int person, Ticket ticket, double asked, int begunBefore, int toRead, int toWrite) {
            this.person = person;
            this.ticket = ticket;
            this.asked = asked;
            this.begunBefore = begunBefore;
            this.toRead = toRead;
            this.toWrite = toWrite;
            this.cost = toRead + toWrite;
        }
    }

    /** What came of it. */
    private record Result(
            double jain, double lightWait95, double lightBegunBefore95, double meanReply, int turnedAway) {}

    private static final class Simulation {
        private final FairLine line;
        private final Kept kept;
        private final Sending sending;
        private final Random random = new Random(7);
        private final Map<Ticket, Message> waiting = new HashMap<>();
        private final List<Message> running = new ArrayList<>();
        private final double[] served = new double[BUSY + LIGHT];
        private final int[] inLine = new int[BUSY + LIGHT];
        private final double[] nextMessage = new double[BUSY + LIGHT];
        private final List<Double> lightWaits = new ArrayList<>();
        private final List<Double> lightBegunBefore = new ArrayList<>();
        private final List<Double> replies = new ArrayList<>();
        private double now;
        private int begun;
        private int turnedAway;

        private Simulation(Kept kept, Sending sending) {
            this.kept = kept;
            this.sending = sending;
            // For a line without fairness there is no sense in a bound for one person.
            this.line = new FairLine(SEATS, kept == Kept.FAIR ? 100 : 10_000);
        }

        private static double demand(int person) {
            return person < BUSY ? 1 + (DEAREST - 1) * person / (BUSY - 1) : 3;
        }

        private Result run() {
            for (int person = 0; person < BUSY + LIGHT; person++) {
                nextMessage[person] = pause(person);
            }
            while (now < DAY.toSeconds()) {
                arrive();
                while (line.next().isPresent()) {
                    begin(line.next().orElseThrow());
                }
                step();
            }
            double sum = 0;
            double squares = 0;
            for (int person = 0; person < BUSY; person++) {
                sum += served[person];
                squares += served[person] * served[person];
            }
            double mean = replies.stream().mapToDouble(each -> each).average().orElseThrow();
            return new Result(sum * sum / (BUSY * squares), p95(lightWaits), p95(lightBegunBefore), mean, turnedAway);
        }

        private double pause(int person) {
            return person < BUSY
                    ? -Math.log(1 - random.nextDouble()) * demand(person) * 20 * BUSY / (LOAD * CAPACITY)
                    : 20 + 80 * random.nextDouble();
        }

        private void arrive() {
            for (int person = 0; person < BUSY + LIGHT; person++) {
                if (person < BUSY && sending == Sending.ALWAYS_TWO) {
                    while (inLine[person] < 2) {
                        ask(person);
                    }
                } else if (now >= nextMessage[person]) {
                    nextMessage[person] = person < BUSY ? now + pause(person) : Double.MAX_VALUE;
                    ask(person);
                }
            }
        }

        private void ask(int person) {
            double about = demand(person) * (0.7 + 0.6 * random.nextDouble());
            String name = kept == Kept.FAIR ? "person " + person : "everybody";
            try {
                Ticket ticket = line.join(new Person("discord", name), true);
                int read = (int) Math.round(8 * about);
                waiting.put(ticket, new Message(person, ticket, now, begun, read, (int) Math.round(12 * about)));
                inLine[person]++;
            } catch (LineFullException e) {
                turnedAway += person < BUSY ? 0 : 1;
            }
        }

        private void begin(Ticket ticket) {
            Message message = waiting.remove(ticket);
            line.begin(ticket, at());
            message.begun = now;
            inLine[message.person]--;
            running.add(message);
            if (message.person >= BUSY) {
                lightWaits.add(now - message.asked);
                lightBegunBefore.add((double) begun - message.begunBefore);
            }
            begun++;
        }

        /** A piece of somebody's prompt, then a token for everybody whose prompt is read. */
        private void step() {
            Message reader =
                    running.stream().filter(each -> each.toRead > 0).findFirst().orElse(null);
            if (reader != null) {
                int chunk = Math.min(CHUNK, reader.toRead);
                reader.toRead -= chunk;
                now += chunk / READ_A_SECOND;
            }
            List<Message> writing =
                    running.stream().filter(each -> each.toRead == 0).toList();
            now += writing.isEmpty() && reader == null ? 0.01 : STEP_MILLIS[writing.size()] / 1e3;
            for (Message each : writing) {
                each.toWrite--;
                if (each.toWrite <= 0) {
                    running.remove(each);
                    served[each.person] += each.cost;
                    replies.add(now - each.begun);
                    line.end(each.ticket, each.cost, at());
                    if (each.person >= BUSY) {
                        nextMessage[each.person] = now + pause(each.person);
                    }
                }
            }
        }

        private Instant at() {
            return START.plusNanos(Math.round(now * 1e9));
        }

        private static double p95(List<Double> values) {
            List<Double> sorted =
                    values.stream().sorted(Comparator.naturalOrder()).toList();
            return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
        }
    }

    @Test
    void servesAllTheSameTokensAndTheLightOnesSoon() {
        Result result = new Simulation(Kept.FAIR, Sending.ALWAYS_TWO).run();

        assertThat(result.jain()).as("Jain's index, %s", result).isGreaterThanOrEqualTo(0.95);
        assertThatLightOnesDoNotWait(result);
    }

    @Test
    void doesSoWhereTheLineIsFullOfShortMessages() {
        Result result = new Simulation(Kept.FAIR, Sending.THE_SAME_TOKENS).run();

        assertThat(result.jain()).as("Jain's index, %s", result).isGreaterThanOrEqualTo(0.95);
        assertThatLightOnesDoNotWait(result);
    }

    private static void assertThatLightOnesDoNotWait(Result result) {
        assertThat(result.lightWait95()).as("wait, %s", result).isLessThanOrEqualTo(2 * result.meanReply());
        assertThat(result.lightBegunBefore95()).as("begun before, %s", result).isLessThanOrEqualTo(2);
        assertThat(result.turnedAway()).as("turned away, %s", result).isZero();
    }

    /** The same day shows what it is good for: in the order of arrival none of it holds. */
    @Test
    void firstComeFirstServedDoesNeither() {
        Result result = new Simulation(Kept.FIRST_COME_FIRST_SERVED, Sending.ALWAYS_TWO).run();

        assertThat(result.jain()).as("Jain's index, %s", result).isLessThan(0.85);
        assertThat(result.lightWait95()).as("wait, %s", result).isGreaterThan(2 * result.meanReply());
        assertThat(result.lightBegunBefore95()).as("begun before, %s", result).isGreaterThan(20);
    }
}
