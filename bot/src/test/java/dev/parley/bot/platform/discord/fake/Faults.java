package dev.parley.bot.platform.discord.fake;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import net.dv8tion.jda.api.Permission;

/** What can go wrong with Discord, switched on and off by a test. */
public final class Faults {
    private final World world;
    private final Payloads payloads;
    private final Gateway gateway;
    private final RestServer rest;

    Faults(World world, Payloads payloads, Gateway gateway, RestServer rest) {
        this.world = world;
        this.payloads = payloads;
        this.gateway = gateway;
        this.rest = rest;
    }

    /** Cuts every gateway connection without a close frame. Sessions can be resumed. */
    public void dropConnections() {
        gateway.dropAll();
    }

    /** Whether new gateway connections are let in; where not, they are cut at once. */
    public void gatewayOpen(boolean open) {
        gateway.open = open;
    }

    /** From now on each RESUME is answered by an invalid session. */
    public void refuseResume() {
        gateway.resumable = false;
    }

    /** Heartbeats are answered no more, and the connection stays: a zombie. */
    public void stopAcking() {
        gateway.acking = false;
    }

    /** Heartbeats are answered again. */
    public void resumeAcking() {
        gateway.acking = true;
    }

    /** Every REST request fails with {@code status} for {@code length}; zero ends it. */
    public void failRest(Duration length, int status) {
        rest.fail(length, status);
    }

    /** Whether what is posted is there and the answer is lost on its way. */
    public void loseAnswers(boolean lose) {
        rest.losesAnswers = lose;
    }

    /** Every REST request is worked on only after {@code delay}. */
    public void slowRest(Duration delay) {
        rest.delay = delay;
    }

    /** Every REST request with the bot's token is answered by a global 429 for {@code millis} milliseconds. */
    public void globalRateLimit(long millis) {
        rest.limits.global(Duration.ofMillis(millis));
    }

    /** Takes a permission from the bot in a channel, and tells it. */
    public void revoke(FakeChannel channel, Permission permission) {
        synchronized (world) {
            world.place(channel).revoke(permission);
            changed(channel);
        }
    }

    /** Gives a permission to the bot in a channel, and tells it. */
    public void grant(FakeChannel channel, Permission permission) {
        synchronized (world) {
            world.place(channel).grant(permission);
            changed(channel);
        }
    }

    private void changed(FakeChannel channel) {
        gateway.dispatch(Event.of("CHANNEL_UPDATE", Flags.GUILDS, payloads.channel(world.place(channel))));
    }

    /** The portal has MESSAGE_CONTENT switched off: IDENTIFY with it ends in 4014, and REST withholds content. */
    public void withholdContent() {
        synchronized (world) {
            world.contentAllowed = false;
        }
    }

    /** IDENTIFY with one of these intent bits ends in 4014. */
    public void denyIntents(int... bits) {
        gateway.refusedIntents = Set.copyOf(Arrays.stream(bits).boxed().toList());
    }

    /** Whether each message event is sent twice. */
    public void sendTwice(boolean twice) {
        gateway.twice = twice;
    }

    /** Keeps events back until {@link #releaseReversed}. */
    public void hold() {
        gateway.holding = true;
    }

    /** Sends what was kept back, the last first. */
    public void releaseReversed() {
        synchronized (world) {
            gateway.releaseReversed();
        }
    }

    /** From now on ids are made as if Discord's clock were off by {@code shift} from ours. */
    public void shiftClock(Duration shift) {
        world.ids.shift(shift);
    }

    /** Lets the minutes pass in which Discord knows a nonce again. */
    public void forgetNonces() {
        synchronized (world) {
            world.places.values().forEach(each -> each.nonces.clear());
        }
    }

    /** Lets {@code age} pass for one interaction: 3 s for the first answer, 15 min for its token. */
    public void age(FakeInteraction interaction, Duration age) {
        synchronized (world) {
            world.interactions.get(interaction.id()).age(age);
        }
    }

    /** How many message creates, and how many edits, fit into a window for each channel. */
    public void messageLimit(int limit, Duration window) {
        rest.limits.messages(limit, window);
    }

    /** What HELLO says about heartbeats, for connections from now on. */
    public void heartbeat(Duration interval) {
        gateway.heartbeatMillis = (int) interval.toMillis();
    }
}
