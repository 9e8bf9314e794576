package dev.parley.bot.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of each line, stack traces included, what must not stand there. Libraries name addresses when a call of theirs
 * fails, and some addresses are as good as a token: whoever knows one may write in the bot's name.
 */
final class HarmlessEncoder extends EncoderBase<ILoggingEvent> {
    private static final String HIDDEN = "(secret)";
    private static final String UNTOLD = "(what the server said is not logged)";

    /** A shorter text than this may stand in a line for another reason; it goes only where a stack trace has it. */
    private static final int SURE = 16;

    /** Each with what stands before the secret as its first group. */
    private static final List<Pattern> SECRETS = List.of(
            // Slack's tokens, whichever: xoxb-, xoxp-, xoxe.xoxp-, xapp-.
            Pattern.compile("()\\b(?:xox[a-z]|xapp)(?:\\.xox[a-z])?-[A-Za-z0-9-]+"),
            // Discord: /webhooks/{id}/{token}, /interactions/{id}/{token}/callback.
            Pattern.compile("(\\b(?:webhooks|interactions)/\\d+/)[^/\\s?#\"'\\\\,)\\]]+"),
            // JDA's names for a bucket of its rate limits.
            Pattern.compile("((?:interaction|webhook)_token=)[^:;&\\s\"'\\\\,)\\]]+"),
            // Slack's response_url and incoming webhooks, and the one-time address of a socket.
            Pattern.compile("(https://hooks\\.slack(?:-gov)?\\.com/)[^\\s\"'\\\\,)\\]]+"),
            Pattern.compile("(wss?://[^\\s\"'\\\\?]+\\?)[^\\s\"'\\\\,)\\]]+"),
            // Signed addresses of files, and whatever else carries its key in the query.
            Pattern.compile("([?&](?:ticket|token|access_token|key|api_key|signature|hm|ex|is)=)[^&\\s\"'\\\\,)\\]]+"),
            Pattern.compile("(?i)(\\b(?:bearer|authorization: ?bot|authorization: ?basic) )[A-Za-z0-9._~+/=-]+"));

    /** Their messages are the bodies of answers, and some servers quote there what they were asked. */
    private static final Pattern QUOTING = Pattern.compile(
            "dev\\.langchain4j\\.exception\\..*"
                    + "|dev\\.parley\\.engine\\.client\\.EngineException\\$(?:BadRequest|ServerError|Unauthorized|ContextExceeded)");

    private final Encoder<ILoggingEvent> encoder;
    private final List<String> secrets;

    /**
     * Wraps an encoder.
     *
     * @param encoder writes the line
     * @param secrets what is secret here; in JSON it may stand otherwise than it is
     */
    HarmlessEncoder(Encoder<ILoggingEvent> encoder, Set<String> secrets) {
        this.encoder = encoder;
        this.secrets =
                secrets.stream().flatMap(HarmlessEncoder::forms).distinct().toList();
    }

    private static Stream<String> forms(String text) {
        return text.isBlank()
                ? Stream.of()
                : Stream.of(text, new String(JsonStringEncoder.getInstance().quoteAsString(text)));
    }

    @Override
    public void setContext(Context context) {
        super.setContext(context);
        encoder.setContext(context);
    }

    @Override
    public void start() {
        encoder.start();
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        encoder.stop();
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        for (var said : said(event.getThrowableProxy())) {
            line = line.replace(said, ": " + UNTOLD);
        }
        for (var secret : secrets) {
            line = line.replace(secret, HIDDEN);
        }
        for (var pattern : SECRETS) {
            line = pattern.matcher(line).replaceAll("$1" + HIDDEN);
        }
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> said(@Nullable IThrowableProxy thrown) {
        var said = new ArrayList<String>();
        for (var each = thrown; each != null; each = each.getCause()) {
            var message = each.getMessage();
            if (message != null && QUOTING.matcher(each.getClassName()).matches()) {
                forms(message).forEach(form -> said.add(": " + form));
                if (message.length() >= SURE) {
                    forms(message).forEach(said::add);
                }
            }
            for (var suppressed : each.getSuppressed()) {
                said.addAll(said(suppressed));
            }
        }
        return said;
    }
}
