package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;

import dev.parley.persistence.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is next: of the people who wait, the one whom the engine has served least, in tokens; of one person's questions the
 * first. Who comes after a pause starts at the present minimum: nobody saves up, and nobody pays for ever. That is
 * start-time fair queueing (Goyal, Vin, Cheng: "Start-time Fair Queuing", SIGCOMM 1996) with the counters of Sheng et
 * al., "Fairness in Serving Large Language Models", OSDI 2024: a guess is charged when a reply begins, and put right when
 * it ends.
 *
 * <p>A token read and a token written count the same. Theirs cost 1 and 2, on a GPU; when there is a line to be fair in,
 * the engine writes in batches: on two cores a token written among four took 7.5 ms and one read 7.1 ms.
 *
 * <p>Guarded by the {@link Admission}'s lock.
 */
final class FairLine {
    /** So many replies that somebody waits for begin between two that nobody does, where there are both. */
    static final int AWAITED_BETWEEN = 4;

    /** Tokens of a reply before any was made; only the first few are charged by it. */
    private static final long FIRST_GUESS = 512;

    /** A mean is moved by this share of each new value: the last ten or so count, of one person the last four. */
    private static final double NEWEST = 0.125;

    private static final double NEWEST_OF_ONE = 0.25;

    /** One person may have waiting what is free over this. */
    private static final int FREE_FOR_OTHERS = 4;

    private static final int[] SECONDS = {5, 10, 15, 20, 30, 45};
    private static final int[] MINUTES = {1, 2, 3, 5, 10, 15, 20, 30, 45, 60};

    private final int seats;
    private final int longest;
    private final List<Ticket> line = new ArrayList<>();
    private final Map<Person, Account> accounts = new HashMap<>();
    private List<Ticket> order = List.of();
    private int taken;
    private int awaitedInARow;
    /** The account of the reply that began last: who comes now starts there. */
    private long virtualTime;

    private double usualTokens = FIRST_GUESS;
    private Duration usualTime = Duration.ZERO;

    /** What a person has had. */
    private static final class Account {
        private long served;
        /** While the order is made: also what waits. */
        private long planned;

        private double usual;
        private int waiting;
        private int running;

        private Account(double usual) {
            this.usual = usual;
        }
    }

    /** A reply that waits or runs. */
    static final class Ticket {
        private final Account account;
        private final boolean awaited;
        private long charged;
        private Instant begun = Instant.MIN;

        private Ticket(Account account, boolean awaited) {
            this.account = account;
            this.awaited = awaited;
        }
    }

    /**
     * An empty line.
     *
     * @param seats replies at once, at least 1
     * @param longest how many may wait, 0 or more
     */
    FairLine(int seats, int longest) {
        this.seats = seats;
        this.longest = longest;
    }

    /**
     * Comes to the line; also who need not wait does.
     *
     * @param person who pays
     * @param awaited whether somebody waits for the reply
     * @throws LineFullException if one more may not wait
     */
    Ticket join(Person person, boolean awaited) throws LineFullException {
        Account known = accounts.get(person);
        int own = known == null ? 0 : known.waiting;
        if (taken + line.size() >= seats && own >= roomOfOne()) {
            throw new LineFullException(line.size(), own, estimate(line.size() + 1));
        }
        Account account = accounts.computeIfAbsent(person, _ -> new Account(usualTokens));
        if (account.waiting == 0) {
            account.served = Math.max(account.served, virtualTime);
        }
        account.waiting++;
        Ticket ticket = new Ticket(account, awaited);
        line.add(ticket);
        sort();
        return ticket;
    }

    /**
     * How many replies one person may have waiting: a fifth of an empty line, less the fuller it is, and the last places
     * are for those who have none. The rule is that of Choudhury and Hahne, "Dynamic Queue Length Thresholds for
     * Shared-Memory Packet Switches", 1998.
     */
    private int roomOfOne() {
        int free = longest - line.size();
        return free <= 0 ? 0 : Math.max(1, free / FREE_FOR_OTHERS);
    }

    /** Goes away without having begun. */
    void leave(Ticket ticket) {
        if (line.remove(ticket)) {
            ticket.account.waiting--;
            settle();
        }
    }

    /** Who may begin now. */
    Optional<Ticket> next() {
        return taken < seats && !order.isEmpty() ? Optional.of(order.getFirst()) : Optional.empty();
    }

    /**
     * Takes the seat.
     *
     * @param ticket the {@link #next}
     */
    void begin(Ticket ticket, Instant now) {
        if (!ticket.equals(next().orElse(null))) {
            throw new IllegalStateException("it is not this one's turn");
        }
        Account account = ticket.account;
        awaitedInARow = ticket.awaited ? awaitedInARow + 1 : 0;
        if (ticket.awaited) {
            // What nobody waits for may be begun out of the order, and no newcomer starts behind it.
            virtualTime = Math.max(virtualTime, account.served);
        }
        line.remove(ticket);
        taken++;
        account.waiting--;
        account.running++;
        ticket.charged = Math.round(account.usual);
        ticket.begun = now;
        account.served += ticket.charged;
        settle();
    }

    /**
     * Gives the seat back.
     *
     * @param ticket one that has begun, once
     * @param tokens what it really was, read and written; 0 if the engine did nothing for it
     */
    void end(Ticket ticket, long tokens, Instant now) {
        Account account = ticket.account;
        taken--;
        account.running--;
        account.served += tokens - ticket.charged;
        if (tokens > 0) {
            account.usual += NEWEST_OF_ONE * (tokens - account.usual);
            usualTokens += NEWEST * (tokens - usualTokens);
            Duration took = Duration.between(ticket.begun, now);
            usualTime = usualTime.isZero()
                    ? took
                    : usualTime.plusNanos(
                            Math.round(NEWEST * took.minus(usualTime).toNanos()));
        }
        settle();
    }

    /**
     * How many replies begin before this one as the order stands, and this one: 1 for the next. It grows when somebody
     * comes who was served less.
     *
     * @return 0 if it does not wait
     */
    int place(Ticket ticket) {
        return order.indexOf(ticket) + 1;
    }

    /**
     * About how long a place in line takes, by the replies so far, rounded up to what people say.
     *
     * @param place 1 for the next
     * @return seconds; 0 where nothing was measured yet
     */
    int estimate(int place) {
        double seconds = usualTime.toMillis() / 1e3 * place / seats;
        if (seconds == 0) {
            return 0;
        }
        for (int each : SECONDS) {
            if (seconds <= each) {
                return each;
            }
        }
        for (int each : MINUTES) {
            if (seconds <= 60 * each) {
                return 60 * each;
            }
        }
        return 60 * MINUTES[MINUTES.length - 1];
    }

    int running() {
        return taken;
    }

    int waiting() {
        return line.size();
    }

    /** Forgets the accounts that say nothing any more: an engine without work has been fair to all. */
    private void settle() {
        if (taken == 0 && line.isEmpty()) {
            accounts.clear();
            virtualTime = 0;
            awaitedInARow = 0;
        }
        accounts.values().removeIf(each -> each.waiting == 0 && each.running == 0 && each.served <= virtualTime);
        sort();
    }

    private void sort() {
        accounts.values().forEach(each -> each.planned = each.served);
        List<Ticket> left = new ArrayList<>(line);
        List<Ticket> sorted = new ArrayList<>();
        int inARow = awaitedInARow;
        while (!left.isEmpty()) {
            Ticket next = first(left, inARow);
            left.remove(next);
            sorted.add(next);
            inARow = next.awaited ? inARow + 1 : 0;
            next.account.planned += Math.round(next.account.usual);
        }
        order = sorted;
    }

    private static Ticket first(List<Ticket> left, int inARow) {
        Ticket awaited = leastServed(left, true);
        Ticket other = leastServed(left, false);
        if (other == null) {
            return requireNonNull(awaited);
        }
        return awaited == null || inARow >= AWAITED_BETWEEN ? other : awaited;
    }

    /** Of equals the one who came first. */
    private static @Nullable Ticket leastServed(List<Ticket> left, boolean awaited) {
        Ticket least = null;
        for (Ticket each : left) {
            if (each.awaited == awaited && (least == null || each.account.planned < least.account.planned)) {
                least = each;
            }
        }
        return least;
    }
}
