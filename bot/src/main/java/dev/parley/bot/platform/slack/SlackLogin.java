package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.methods.response.auth.AuthTestResponse;
import dev.parley.bot.words.Words;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who Parley is on Slack, and whether its token may do what it needs. */
final class SlackLogin {
    private static final Logger log = LoggerFactory.getLogger(SlackLogin.class);

    private final SlackWeb web;
    private final Words words;
    private final Rhythm rhythm;
    private final Consumer<String> tell;

    /**
     * Asks nothing yet.
     *
     * @param tell hears what the one who starts Parley should know
     */
    SlackLogin(SlackWeb web, Words words, Rhythm rhythm, Consumer<String> tell) {
        this.web = web;
        this.words = words;
        this.rhythm = rhythm;
        this.tell = tell;
    }

    /**
     * Who Parley is. While Slack cannot be reached this waits, for as long as it takes.
     *
     * @throws SlackException if Slack does not accept the token
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    SlackSelf self() throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                SlackSelf self = ask();
                missing(self);
                return self;
            } catch (SlackCallException e) {
                String mend = Unwelcome.botToken(e.code(), words).orElse(null);
                if (mend != null) {
                    throw new SlackException(mend, e);
                }
                log.warn("Slack cannot be asked who Parley is (attempt {}): {}", failures, e.getMessage());
                if (failures == 1) {
                    tell.accept(words.say("slack.unreachable", String.valueOf(e.getMessage())));
                }
                Thread.sleep(rhythm.backoff().pause(failures, ThreadLocalRandom.current()));
            }
        }
    }

    private SlackSelf ask() throws SlackCallException {
        AuthTestResponse answer = web.call(Methods.AUTH_TEST, client -> client.authTest(ask -> ask));
        return new SlackSelf(
                said(answer.getTeamId()),
                said(answer.getTeam()),
                said(answer.getUserId()),
                said(answer.getBotId()),
                said(answer.getUser()),
                said(answer.getEnterpriseId()),
                said(answer.getUrl()),
                scopes(answer.getHttpResponseHeaders()));
    }

    private static String said(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Set<String> scopes(@Nullable Map<String, List<String>> headers) {
        return headers == null
                ? Set.of()
                : SlackScope.granted(headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("x-oauth-scopes"))
                        .flatMap(header -> header.getValue().stream())
                        .toList());
    }

    /** Says what goes without each scope that is not there. */
    private void missing(SlackSelf self) {
        for (SlackScope scope : SlackScope.missing(self.scopes())) {
            String loss = words.say("slack.scope", scope.scope(), scope.loss(words));
            log.warn(loss);
            tell.accept(loss);
        }
    }
}
