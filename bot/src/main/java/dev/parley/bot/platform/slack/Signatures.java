package dev.parley.bot.platform.slack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is Slack's: its signature is the HMAC-SHA256 of {@code v0:timestamp:body} with the signing secret,
 * it is not older than five minutes, and it was not there before.
 */
final class Signatures {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final SecretKeySpec secret;
    private final Clock clock;
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    /** What a signature says. */
    enum Verdict {
        GOOD,
        WRONG,
        OLD,
        SEEN
    }

    Signatures(String secret, Clock clock) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    /**
     * Judges a request; one that is good is remembered.
     *
     * @param timestamp the header {@code X-Slack-Request-Timestamp}, seconds since 1970
     * @param signature the header {@code X-Slack-Signature}
     * @param body as it came
     */
    Verdict judge(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        if (timestamp == null || signature == null || !timestamp.matches("[0-9]{1,12}")) {
            return Verdict.WRONG;
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(signed, clock.instant()).abs().compareTo(LIFE) > 0) {
            return Verdict.OLD;
        }
        byte[] expected = of(timestamp, body).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
            return Verdict.WRONG;
        }
        return remember(signature) ? Verdict.GOOD : Verdict.SEEN;
    }

    private boolean remember(String signature) {
        synchronized (seen) {
            // One that was signed in the future by a clock that goes wrong counts for twice as long.
            Instant old = clock.instant().minus(LIFE.multipliedBy(2));
            var eldest = seen.values().iterator();
            while (eldest.hasNext() && eldest.next().isBefore(old)) {
                eldest.remove();
            }
            return seen.putIfAbsent(signature, clock.instant()) == null;
        }
    }

    /** A request was not dealt with: it may come again. */
    void forget(String signature) {
        synchronized (seen) {
            seen.remove(signature);
        }
    }

    private String of(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.US_ASCII));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
